// Mutes all tabs by a click on a toast (`data-mute`) or on a switch of the page (`data-toasts-switch`), and unmutes them
// by a second click.
import { showToast } from "./toast-card.js";
import { isMuted, mute, unmute } from "./toast-memory.js";
import { MUTE } from "./toast-pace.js";

const template = document.getElementById("toasts-muted");

function updateLabels() {
  for (const button of document.querySelectorAll("[data-toasts-switch]")) {
    button.textContent = isMuted() ? button.dataset.unmuteLabel : button.dataset.muteLabel;
    button.hidden = false;
  }
}

/** Handle the buttons; `changed` is called after each click. */
export function handleMute(region, changed) {
  document.addEventListener("click", ({ target, detail }) => {
    const button = target.closest("[data-mute], [data-unmute], [data-toasts-switch]");
    if (!button) return;
    const isOn = button.matches("[data-mute]") || (!button.matches("[data-unmute]") && !isMuted());
    if (isOn) mute(MUTE);
    else unmute();
    updateLabels();
    changed();
    if (!button.matches("[data-mute]")) return;
    const note = template.content.firstElementChild.cloneNode(true);
    showToast(note, region);
    if (detail === 0) note.querySelector("[data-unmute]").focus(); // pressed by keyboard
  });
  updateLabels();
  return updateLabels;
}
