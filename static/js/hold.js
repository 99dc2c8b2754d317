// When the time to pay is over by this page's clock, the server is asked whether it agrees, and the page says so. Shortly
// before, the warning that comes into view is also said, once a deadline.
import { reread } from "./live-reread.js";

let warnedOf = ""; // the deadline

document.addEventListener("countdown:red", ({ target }) => {
  const warning = target.closest(".hold")?.querySelector(".hold__warning");
  if (!warning || target.dateTime === warnedOf) return;
  warnedOf = target.dateTime;
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
