// A negotiation room: says what was before the reader's eyes, and asks again when the time is over.
import { reread } from "./live-reread.js";

const told = new Map(); // where to tell -> the step told last

const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

function look() {
  const table = document.querySelector(".room__live");
  if (!table || document.hidden) return;
  const { seen, version } = table.dataset;
  if (Number(version) <= (told.get(seen) ?? 0)) return;
  told.set(seen, Number(version));
  fetch(seen, {
    method: "POST",
    body: new URLSearchParams({ step: version }),
    headers: { "X-CSRFToken": csrf() },
  }).catch(() => told.delete(seen));
}

// The page came with its first step seen.
const first = document.querySelector(".room__live");
if (first && !document.hidden) told.set(first.dataset.seen, Number(first.dataset.version));

document.addEventListener("visibilitychange", look);
document.addEventListener("htmx:load", look);

document.addEventListener("countdown:over", ({ target }) => {
  const table = target.closest(".room__live");
  if (table) reread(table.querySelector("live-topic").src);
});
