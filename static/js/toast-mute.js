// "Mute": one click on a toast or on a switch of the page silences them in all tabs, one more lets them speak again.
import { enter } from "./toast-card.js";
import { isMuted, mute, unmute } from "./toast-memory.js";
import { MUTE } from "./toast-pace.js";

const template = document.getElementById("toasts-muted");

function label() {
  for (const one of document.querySelectorAll("[data-toasts-switch]")) {
    one.textContent = isMuted() ? one.dataset.unmuteLabel : one.dataset.muteLabel;
    one.hidden = false;
  }
}

/** Serve the buttons; `changed` is called after each click, with the note that says so, if there is one. */
export function serveMute(region, changed) {
  document.addEventListener("click", ({ target, detail }) => {
    const button = target.closest("[data-mute], [data-unmute], [data-toasts-switch]");
    if (!button) return;
    const isOn = button.matches("[data-mute]") || (!button.matches("[data-unmute]") && !isMuted());
    if (isOn) mute(MUTE);
    else unmute();
    label();
    changed();
    if (!button.matches("[data-mute]")) return;
    const note = template.content.firstElementChild.cloneNode(true);
    enter(note, region);
    if (detail === 0) note.querySelector("[data-unmute]").focus(); // pressed by a key
  });
  label();
  return label;
}
