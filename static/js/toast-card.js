// One toast on the screen: its time, which stands still under the pointer and the focus, and what can be done to it.
import { isAttended, isHeld } from "./toast-hold.js";
import { remember } from "./toast-memory.js";
import { VISIBLE } from "./toast-pace.js";

export const TICK = 250; // ms
const left = new WeakMap(); // toast -> ms it has left
const said = document.getElementById("toasts-said");
let before = null; // what had the focus before it came to the toasts

export const keyOf = (toast) => toast.id.slice("toast-".length);
export const standing = (region) => [...region.querySelectorAll(".toast:not(.is-leaving)")];
/** Tell a purchase from the cards that count and that say what was done. */
export const isPurchase = (toast) => toast.querySelector("time") !== null;
const others = (toast) => [...(toast.parentElement?.children ?? [])].filter((one) => one !== toast);

/** Return what a toast says, in words. */
export function words(toast) {
  const [sentence, meta] = toast.querySelectorAll("p");
  return [sentence, meta.querySelector(".price")]
    .map((part) => part?.textContent.trim())
    .filter(Boolean)
    .join(", ");
}

/** Put a toast on the screen, and say once what it says. */
export function enter(toast, region) {
  region.append(toast);
  said.textContent = words(toast);
}

/** Let TICK ms of every toast's time pass, unless they stand still. */
export function age(region) {
  if (isHeld(region)) return;
  for (const toast of standing(region)) {
    left.set(toast, (left.get(toast) ?? VISIBLE) - TICK);
    if (left.get(toast) <= 0) leave(toast);
  }
}

function dismiss(toast) {
  if (isPurchase(toast)) remember([keyOf(toast)], "closed");
  leave(toast);
}

/**
 * Take a toast off the screen, once its way out has been shown; where motion is unwanted, there is none. While somebody
 * attends to another toast, an empty place stays, so that nothing moves under the pointer.
 */
export async function leave(toast) {
  if (toast.contains(document.activeElement)) (before?.isConnected ? before : document.getElementById("main"))?.focus();
  toast.classList.add("is-leaving");
  await Promise.allSettled(toast.getAnimations().map((motion) => motion.finished));
  toast.style.blockSize = `${toast.getBoundingClientRect().height}px`;
  toast.replaceChildren();
  while (others(toast).some(isAttended)) await new Promise((done) => setTimeout(done, TICK));
  toast.remove();
}

export function serve(region) {
  region.addEventListener("focusin", ({ relatedTarget }) => {
    if (relatedTarget && !region.contains(relatedTarget)) before = relatedTarget;
  });
  region.addEventListener("click", ({ target }) => {
    const toast = target.closest("[data-close]")?.closest(".toast");
    if (toast) dismiss(toast);
  });
  document.addEventListener("keydown", ({ key, defaultPrevented }) => {
    if (key !== "Escape" || defaultPrevented || document.querySelector("dialog[open]")) return;
    const toasts = standing(region);
    const toast = toasts.find((one) => one.matches(":focus-within")) ?? toasts.at(-1);
    if (toast) dismiss(toast);
  });
}
