// What the other side did while the page was open is announced and stays in view until it is dismissed: the timeline
// alone grows where nobody may be looking. A confirmation that was open for other terms says that it was closed.
const news = document.getElementById("room-news");
const numberOf = (step) => Number(step.dataset.step);
const steps = () =>
  [...document.querySelectorAll(".timeline [data-step]")].sort((one, other) => numberOf(one) - numberOf(other));
const words = (step) => step.querySelector("p").textContent.replace(/\s+/g, " ").trim();
let known = numberOf(steps().at(-1) ?? { dataset: { step: 0 } });
let confirming = null; // the open confirmation, which a swap takes away without closing it

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.matches?.("[data-confirms]")) confirming = target.open ? target : null;
  },
  true,
);

function announce(text) {
  const shown = document.getElementById("room-news-line").content.cloneNode(true);
  shown.querySelector("p").textContent = text;
  news.replaceChildren(shown);
}

document.addEventListener("htmx:load", () => {
  const fresh = steps().filter((step) => numberOf(step) > known);
  if (!fresh.length) return;
  known = numberOf(fresh.at(-1));
  const said = fresh.filter((step) => !("own" in step.dataset)).map((step) => `${words(step)}.`);
  if (confirming && !confirming.isConnected) {
    confirming = null;
    said.push(news.dataset.closed);
  }
  if (said.length) announce(said.join(" "));
  // What changed is looked at before anything is agreed to.
  const changed = fresh.some((step) => "terms" in step.dataset) && document.querySelector("[data-changed]");
  if (changed) changed.open = true;
});
