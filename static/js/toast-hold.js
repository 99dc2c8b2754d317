// What all toasts wait for: a dialog or menu that is open over the page, and somebody who attends to one of them.
import { VISIBLE } from "./toast-pace.js";

const LAYERS = "dialog[open], details.menu[open], details.sure[open], [popover]:popover-open";
let pointed = null; // toast over which the pointer moved: one that appears under a pointer at rest is not pointed at
let at = "";
let touched = null; // toast under a finger, or left by it a moment ago
let touchedUntil = 0;

const isCovered = () => document.querySelector(LAYERS) !== null;

export const isAttended = (toast) =>
  toast.matches(":focus-within") ||
  (toast === pointed && toast.matches(":hover")) ||
  (toast === touched && Date.now() < touchedUntil);

/** Tell whether toasts stand still: none comes, moves, is counted or runs out. */
export const isHeld = (region) => isCovered() || [...region.children].some(isAttended);

const toastOf = ({ target }) => target.closest?.(".toast") ?? null;
const letGo = () => {
  touchedUntil = Date.now() + VISIBLE;
};

export function serveAttention(region) {
  document.addEventListener("pointermove", (event) => {
    // Browsers also tell of a pointer under which the page has moved.
    if (event.pointerType === "touch" || at === `${event.clientX} ${event.clientY}`) return;
    at = `${event.clientX} ${event.clientY}`;
    pointed = toastOf(event);
  });
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch" ? toastOf(event) : null;
    touchedUntil = Infinity;
  });
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, letGo);
  region.addEventListener("contextmenu", letGo); // a long touch ends so
}
