// Tells the site which toasts were shown and which led somewhere, some at a time, at a click, and when the page is left.
const FULL = 10;
const region = document.getElementById("toasts");
const told = { shown: new Set(), clicked: new Set() };

function send() {
  if (!told.shown.size && !told.clicked.size) return;
  const body = new URLSearchParams(Object.entries(told).map(([name, keys]) => [name, [...keys].join()]));
  navigator.sendBeacon(region.dataset.noted, body);
  for (const keys of Object.values(told)) keys.clear();
}

export function noteShown(key) {
  told.shown.add(key);
  if (told.shown.size >= FULL) send();
}

region.addEventListener("click", ({ target }) => {
  const toast = target.closest(".toast > div > p:first-child a")?.closest(".toast[id]");
  if (!toast || toast.id === "toast-more") return;
  told.clicked.add(toast.id.slice("toast-".length));
  send();
});
document.addEventListener("visibilitychange", () => document.hidden && send());
addEventListener("pagehide", send);
