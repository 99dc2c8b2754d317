// Re-reads the cart if a line no longer matches the availability of its item, which is pushed to all pages alike. Covers
// the cart menu and the cart page. Reads `data-left` and `data-price` of the availability; `data-quantity`,
// `data-price` and `data-fits` of the line; `data-until` of a hold.
import { now } from "./clock.js";
import { reread } from "./live-reread.js";

const SOON = 300; // ms
const availabilityIn = (element) =>
  element.matches?.("[data-left]") ? [element] : [...(element.querySelectorAll?.("[data-left]") ?? [])];

function isAvailable({ dataset: availability }, { dataset: line }) {
  return Number(availability.left) >= Number(line.quantity) && "fits" in line && availability.price === line.price;
}

// An expired hold frees its units at once, even if no push announces it.
function rereadAfterHold(availability) {
  const end = availability.querySelector("time[data-until]");
  const src = availability.querySelector("live-topic")?.src;
  if (end && src)
    setTimeout(() => availability.isConnected && reread(src), Math.max(0, Date.parse(end.dateTime) - now()) + SOON);
}

document.addEventListener("htmx:load", ({ target }) => {
  for (const availability of availabilityIn(target)) rereadAfterHold(availability);
  const line = target.matches?.("[data-left]") && target.closest(".line");
  if (line && !isAvailable(target, line)) reread(line.closest("#cart, #cart-box").querySelector("live-topic").src);
});
for (const availability of availabilityIn(document)) rereadAfterHold(availability);
