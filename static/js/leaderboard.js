// The trophy opens the leaderboard in a dialog over the page; without this file it is a link to the leaderboard's own.
const dialog = document.getElementById("leaderboard-dialog");
const parts = [...dialog.querySelectorAll("[data-shown]")];
const place = dialog.querySelector('[data-shown="board"]');
const isPlain = (event) => event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
let wish = 0, last = "";

function show(which) {
  for (const part of parts) part.hidden = part.dataset.shown !== which;
  dialog.toggleAttribute("aria-busy", which === "wait");
}

// Of several wishes the last one counts, in whatever order they are answered.
async function load(query) {
  const mine = ++wish;
  last = query;
  const slow = setTimeout(() => mine === wish && show("wait"), place.hidden ? 0 : 400);
  const html = await read(dialog.dataset.src + query);
  clearTimeout(slow);
  if (mine !== wish || !dialog.open) return;
  if (html === null) return show("failed");
  show("board");
  const focused = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") ?? `#${document.activeElement.id}` : null;
  htmx.swap(place, html, { swapStyle: "innerHTML" });
  if (focused) (place.querySelector(focused[0] === "#" ? focused : '[aria-current="true"]') ?? dialog).focus();
}

async function read(address) {
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, cache: "no-store" });
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || !isPlain(event)) return;
  if (link.matches("[data-leaderboard]") && !document.getElementById("leaderboard")) {
    event.preventDefault();
    show("wait");
    dialog.showModal();
    load("");
  } else if (link.closest(".board__tabs") && dialog.contains(link)) {
    event.preventDefault();
    load(new URL(link.href).search);
  }
});

dialog.addEventListener("submit", (event) => {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  load(`?${new URLSearchParams(new FormData(event.target))}`);
});
dialog.addEventListener("change", ({ target }) => target.form?.requestSubmit());
dialog.addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) load(last);
  else if (event.target === dialog) dialog.close();
});
// What is not shown is not followed either.
dialog.addEventListener("close", () => { wish += 1; place.replaceChildren(); show("none"); });
