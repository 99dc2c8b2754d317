// How the items of a cart stand is pushed to everybody alike. A line that may not fit it any more makes its own cart be
// read again; the others only show the new number. The same for the header's box and for the cart's page.
import { now } from "./clock.js";
import { reread } from "./live-reread.js";

const SOON = 300; // ms
const factsIn = (element) =>
  element.matches?.("[data-left]") ? [element] : [...(element.querySelectorAll?.("[data-left]") ?? [])];

function fits({ dataset: facts }, { dataset: line }) {
  return Number(facts.left) >= Number(line.quantity) && "fits" in line && facts.price === line.price;
}

// A hold that lapses frees its units at once, whether or not anybody is there to say so.
function waitForHold(facts) {
  const end = facts.querySelector("time[data-until]");
  const src = facts.querySelector("live-topic")?.src;
  if (end && src)
    setTimeout(() => facts.isConnected && reread(src), Math.max(0, Date.parse(end.dateTime) - now()) + SOON);
}

document.addEventListener("htmx:load", ({ target }) => {
  for (const facts of factsIn(target)) waitForHold(facts);
  const line = target.matches?.("[data-left]") && target.closest(".line");
  if (line && !fits(target, line)) reread(line.closest("#cart, #cart-box").querySelector("live-topic").src);
});
for (const facts of factsIn(document)) waitForHold(facts);
