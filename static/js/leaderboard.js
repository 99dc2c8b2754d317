// Opens the leaderboard in a dialog. Without this script the trophy is a link to the page of the leaderboard. Reads
// `data-src` of the dialog, `data-shown` (state) of its parts, and `data-place`, where the response goes.
const dialog = document.getElementById("leaderboard-dialog");
const parts = [...dialog.querySelectorAll("[data-shown]")];
const place = dialog.querySelector("[data-place]");
const placeholder = dialog.querySelector("[data-before]").content; // tabs and periods until the first response
const isPlainClick = (event) =>
  event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
let request = 0,
  lastQuery = "";

// Tabs and periods stay while the ranks below them load or fail.
function showState(state) {
  dialog.dataset.state = state;
  for (const part of parts) part.hidden = part.dataset.shown !== state;
  dialog.toggleAttribute("aria-busy", state === "wait");
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
async function loadBoard(query) {
  const current = ++request;
  lastQuery = query;
  selectTab(query);
  const slow = setTimeout(() => current === request && showState("wait"), dialog.dataset.state === "board" ? 400 : 0);
  const html = await fetchBoard(dialog.dataset.src + query);
  clearTimeout(slow);
  if (current !== request || !dialog.open) return;
  if (html === null) return showState("failed");
  showState("board");
  const active = place.contains(document.activeElement) ? document.activeElement : null;
  const focused = active && (active.id ? `#${active.id}` : '[aria-current="true"]');
  htmx.swap(place, html, { swapStyle: "innerHTML" });
  if (focused) (place.querySelector(focused) ?? dialog).focus();
}

async function fetchBoard(url) {
  try {
    const response = await fetch(url, { headers: { "HX-Request": "true" }, cache: "no-store" });
    return response.ok && !response.redirected ? await response.text() : null;
  } catch {
    return null;
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || !isPlainClick(event)) return;
  if (link.matches("[data-leaderboard]") && !document.getElementById("leaderboard")) {
    event.preventDefault();
    place.replaceChildren(placeholder.cloneNode(true));
    showState("wait");
    dialog.showModal();
    loadBoard("");
  } else if (link.closest(".board__tabs") && dialog.contains(link)) {
    event.preventDefault();
    loadBoard(new URL(link.href).search);
  }
});

dialog.addEventListener("submit", (event) => {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  const fields = [...new FormData(event.target)].filter(([, value]) => value); // an empty period is this month
  loadBoard(`?${new URLSearchParams(fields)}`);
});
dialog.addEventListener("change", ({ target }) => target.form?.requestSubmit());
dialog.addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) loadBoard(lastQuery);
  else if (event.target === dialog) dialog.close();
});
// Removing the content also ends its live subscriptions.
dialog.addEventListener("close", () => {
  request += 1;
  place.replaceChildren();
  showState("none");
});
