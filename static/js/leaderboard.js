// The trophy opens the leaderboard in a dialog over the page; without this file it is a link to the leaderboard's own.
const dialog = document.getElementById("leaderboard-dialog");
const parts = [...dialog.querySelectorAll("[data-shown]")];
const place = dialog.querySelector("[data-place]");
const before = dialog.querySelector("[data-before]").content; // tabs and times, until the first answer brings its own
const isPlain = (event) => event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
let wish = 0,
  last = "";

// Tabs and times stay, whatever takes the place of the ranks below them.
function show(which) {
  dialog.dataset.state = which;
  for (const part of parts) part.hidden = part.dataset.shown !== which;
  dialog.toggleAttribute("aria-busy", which === "wait");
}

/** Let tabs and times say what was asked for, before it is there. */
function point(query) {
  const by = new URLSearchParams(query).get("by") ?? "sales";
  const period = new URLSearchParams(query).get("period");
  for (const tab of place.querySelectorAll(".board__tabs a")) {
    const url = new URL(tab.href);
    tab.toggleAttribute("aria-current", url.searchParams.get("by") === by);
    if (tab.hasAttribute("aria-current")) tab.setAttribute("aria-current", "true");
    if (period !== null) url.searchParams.set("period", period);
    tab.href = url;
  }
  place.querySelector("[name=by]").value = by;
}

// Of several wishes the last one counts, in whatever order they are answered.
async function load(query) {
  const mine = ++wish;
  last = query;
  point(query);
  const slow = setTimeout(() => mine === wish && show("wait"), dialog.dataset.state === "board" ? 400 : 0);
  const html = await read(dialog.dataset.src + query);
  clearTimeout(slow);
  if (mine !== wish || !dialog.open) return;
  if (html === null) return show("failed");
  show("board");
  const active = place.contains(document.activeElement) ? document.activeElement : null;
  const focused = active && (active.id ? `#${active.id}` : '[aria-current="true"]');
  htmx.swap(place, html, { swapStyle: "innerHTML" });
  if (focused) (place.querySelector(focused) ?? dialog).focus();
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
    place.replaceChildren(before.cloneNode(true));
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
  const wanted = [...new FormData(event.target)].filter(([, value]) => value); // no time is this month
  load(`?${new URLSearchParams(wanted)}`);
});
dialog.addEventListener("change", ({ target }) => target.form?.requestSubmit());
dialog.addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) load(last);
  else if (event.target === dialog) dialog.close();
});
// What is not shown is not followed either.
dialog.addEventListener("close", () => {
  wish += 1;
  place.replaceChildren();
  show("none");
});
