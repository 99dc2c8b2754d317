// Reports shown and clicked toasts to the server: in batches, at a click, and when the page is left.
const FULL = 10;
const region = document.getElementById("toasts");
const pending = { shown: new Set(), clicked: new Set() };

function send() {
  if (!pending.shown.size && !pending.clicked.size) return;
  const body = new URLSearchParams(Object.entries(pending).map(([name, keys]) => [name, [...keys].join()]));
  navigator.sendBeacon(region.dataset.countUrl, body);
  for (const keys of Object.values(pending)) keys.clear();
}

export function reportShown(key) {
  pending.shown.add(key);
  if (pending.shown.size >= FULL) send();
}

region.addEventListener("click", ({ target }) => {
  const toast = target.closest(".toast > div > p:first-child a")?.closest(".toast[id]");
  if (!toast || toast.id === "toast-more") return;
  pending.clicked.add(toast.id.slice("toast-".length));
  send();
});
document.addEventListener("visibilitychange", () => document.hidden && send());
addEventListener("pagehide", send);
