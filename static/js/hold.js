// Re-reads the hold when the time to pay is over by this page's clock. Shortly before, the warning is announced to screen
// readers, once per deadline. Reads `data-over` of the hold; disables buttons with `data-needs-hold` and shows those
// with `data-after-hold`.
import { reread } from "./live-reread.js";

let warnedDeadline = "";

document.addEventListener("countdown:red", ({ target }) => {
  const warning = target.closest(".hold")?.querySelector(".hold__warning");
  if (!warning || target.dateTime === warnedDeadline) return;
  warnedDeadline = target.dateTime;
  document.getElementById("hold-said").textContent = warning.textContent;
});

document.addEventListener("countdown:over", ({ target }) => {
  const hold = target.closest(".hold");
  if (hold) reread(hold.querySelector("live-topic").src);
});

document.addEventListener("htmx:load", ({ target }) => {
  if (!target.matches?.(".hold[data-over]")) return;
  for (const button of document.querySelectorAll("[data-needs-hold]")) button.disabled = true;
  for (const button of document.querySelectorAll("[data-after-hold]")) button.hidden = false;
});
