// Opens the leaderboard in a dialog. Without this script the trophy is a link to the page of the leaderboard.
const dialog = document.getElementById("leaderboard-dialog");
const parts = [...dialog.querySelectorAll("[data-shown]")];
const place = dialog.querySelector("[data-place]");
const before = dialog.querySelector("[data-before]").content; // tabs and periods until the first response
const isPlain = (event) => event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
let request = 0,
  last = "";

// Tabs and periods stay while the ranks below them load or fail.
function show(which) {
  dialog.dataset.state = which;
  for (const part of parts) part.hidden = part.dataset.shown !== which;
  dialog.toggleAttribute("aria-busy", which === "wait");
}

/** Select the requested tab and period before the response arrives. */
function selectTab(query) {
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

// Of several requests only the last one counts, in any order of responses.
async function load(query) {
  const mine = ++request;
  last = query;
  selectTab(query);
  const slow = setTimeout(() => mine === request && show("wait"), dialog.dataset.state === "board" ? 400 : 0);
  const html = await read(dialog.dataset.src + query);
  clearTimeout(slow);
  if (mine !== request || !dialog.open) return;
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
  const wanted = [...new FormData(event.target)].filter(([, value]) => value); // an empty period is this month
  load(`?${new URLSearchParams(wanted)}`);
});
dialog.addEventListener("change", ({ target }) => target.form?.requestSubmit());
dialog.addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) load(last);
  else if (event.target === dialog) dialog.close();
});
// Removing the content also ends its live subscriptions.
dialog.addEventListener("close", () => {
  request += 1;
  place.replaceChildren();
  show("none");
});
