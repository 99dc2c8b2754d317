// Reports the latest trade event that this page has shown, and re-reads the terms when their time is over. Reads
// `data-seen` (URL of the report) and `data-version` (number of the latest event) of `.room__live`.
import { postForm } from "./csrf.js";
import { reread } from "./live-reread.js";

const reported = new Map(); // URL -> number of the latest reported event
const findTerms = () => document.querySelector(".room__live");

function reportLatestEvent() {
  const terms = findTerms();
  if (!terms || document.hidden) return;
  const { seen: url, version } = terms.dataset;
  if (Number(version) <= (reported.get(url) ?? 0)) return;
  reported.set(url, Number(version));
  postForm(url, { step: version }).catch(() => reported.delete(url));
}

// The server records the events of a page when it renders the page: they need no report.
const rendered = findTerms();
if (rendered && !document.hidden) reported.set(rendered.dataset.seen, Number(rendered.dataset.version));

document.addEventListener("visibilitychange", reportLatestEvent);
document.addEventListener("htmx:load", reportLatestEvent);

document.addEventListener("countdown:over", ({ target }) => {
  const terms = target.closest(".room__live");
  if (terms) reread(terms.querySelector("live-topic").src);
});
