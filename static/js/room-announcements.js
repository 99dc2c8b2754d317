// Announces the other person's actions in #room-announcements until the notice is dismissed: the timeline may be out of
// view. A confirmation that closes because the terms changed is announced too. Reads `data-step` (number), `data-own` and
// `data-terms` of the timeline's events, `data-confirms` of open confirmations, `data-changed` of the list of changes, and
// `data-closed` (text) of #room-announcements.
const region = document.getElementById("room-announcements");
const numberOf = (step) => Number(step.dataset.step);
const findSteps = () =>
  [...document.querySelectorAll(".timeline [data-step]")].sort((one, other) => numberOf(one) - numberOf(other));
const textOf = (step) => step.querySelector("p").textContent.replace(/\s+/g, " ").trim();
let lastNumber = numberOf(findSteps().at(-1) ?? { dataset: { step: 0 } });
let confirmation = null; // the open confirmation; a swap removes it without a `toggle` event

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.matches?.("[data-confirms]")) confirmation = target.open ? target : null;
  },
  true,
);

function showAnnouncement(text) {
  const notice = document.getElementById("room-announcement").content.cloneNode(true);
  notice.querySelector("p").textContent = text;
  region.replaceChildren(notice);
}

document.addEventListener("htmx:load", () => {
  const newSteps = findSteps().filter((step) => numberOf(step) > lastNumber);
  if (!newSteps.length) return;
  lastNumber = numberOf(newSteps.at(-1));
  const sentences = newSteps.filter((step) => !("own" in step.dataset)).map((step) => `${textOf(step)}.`);
  if (confirmation && !confirmation.isConnected) {
    confirmation = null;
    sentences.push(region.dataset.closed);
  }
  if (sentences.length) showAnnouncement(sentences.join(" "));
  // The changed terms are opened, so that they are read before anything is accepted.
  const changes = newSteps.some((step) => "terms" in step.dataset) && document.querySelector("[data-changed]");
  if (changes) changes.open = true;
});
