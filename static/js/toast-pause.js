// Pauses all toasts while a dialog or menu is open, and while a toast has the pointer, the focus or a finger.
import { VISIBLE } from "./toast-pace.js";

const LAYERS = "dialog[open], details.menu[open], details.confirm-popup[open], [popover]:popover-open";
let hovered = null; // toast that the pointer moved over; a toast that appears under a resting pointer does not count
let pointerAt = "";
let touched = null; // toast under a finger, or touched a moment ago
let touchedUntil = 0;

const isCovered = () => document.querySelector(LAYERS) !== null;

export const isAttended = (toast) =>
  toast.matches(":focus-within") ||
  (toast === hovered && toast.matches(":hover")) ||
  (toast === touched && Date.now() < touchedUntil);

/** Return whether toasts are paused: no toast appears, moves, is counted or expires. */
export const arePaused = (region) => isCovered() || [...region.children].some(isAttended);

const toastOf = ({ target }) => target.closest?.(".toast") ?? null;
const releaseTouch = () => {
  touchedUntil = Date.now() + VISIBLE;
};

export function watchPointer(region) {
  document.addEventListener("pointermove", (event) => {
    // Browsers also send this event when the page moved under a resting pointer.
    if (event.pointerType === "touch" || pointerAt === `${event.clientX} ${event.clientY}`) return;
    pointerAt = `${event.clientX} ${event.clientY}`;
    hovered = toastOf(event);
  });
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch" ? toastOf(event) : null;
    touchedUntil = Infinity;
  });
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, releaseTouch);
  region.addEventListener("contextmenu", releaseTouch); // the end of a long touch
}
