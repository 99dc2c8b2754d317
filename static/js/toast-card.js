// Shows and removes toasts: their remaining time, which stops under the pointer and the focus, and their buttons
// (`data-close`).

import { remember } from "./toast-memory.js";
import { VISIBLE } from "./toast-pace.js";
import { arePaused, isAttended } from "./toast-pause.js";

export const TICK = 250; // ms
const remaining = new WeakMap(); // toast -> ms until it is removed
const announcer = document.getElementById("toasts-said");
let focusedBefore = null; // element that had the focus before a toast

export const keyOf = (toast) => toast.id.slice("toast-".length);
export const visibleToasts = (region) => [...region.querySelectorAll(".toast:not(.is-leaving)")];
/** Return whether a card is a purchase, not the summary or the note about muting. */
export const isPurchase = (toast) => toast.querySelector("time") !== null;
const others = (toast) => [...(toast.parentElement?.children ?? [])].filter((one) => one !== toast);

/** Return the text of a toast. */
export function textOf(toast) {
  const [sentence, meta] = toast.querySelectorAll("p");
  return [sentence, meta.querySelector(".price")]
    .map((part) => part?.textContent.trim())
    .filter(Boolean)
    .join(", ");
}

/** Show a toast, and announce its text once to screen readers. */
export function showToast(toast, region) {
  region.append(toast);
  announcer.textContent = textOf(toast);
}

/** Reduce the remaining time of every toast by TICK ms, unless they are paused. */
export function countDown(region) {
  if (arePaused(region)) return;
  for (const toast of visibleToasts(region)) {
    remaining.set(toast, (remaining.get(toast) ?? VISIBLE) - TICK);
    if (remaining.get(toast) <= 0) removeToast(toast);
  }
}

function dismissToast(toast) {
  if (isPurchase(toast)) remember([keyOf(toast)], "closed");
  removeToast(toast);
}

/**
 * Remove a toast after its animation; users who prefer reduced motion get none. While another toast has the pointer or
 * the focus, an empty box of the same height stays, so that nothing moves under the pointer.
 */
export async function removeToast(toast) {
  if (toast.contains(document.activeElement))
    (focusedBefore?.isConnected ? focusedBefore : document.getElementById("main"))?.focus();
  toast.classList.add("is-leaving");
  await Promise.allSettled(toast.getAnimations().map((motion) => motion.finished));
  toast.style.blockSize = `${toast.getBoundingClientRect().height}px`;
  toast.replaceChildren();
  while (others(toast).some(isAttended)) await new Promise((done) => setTimeout(done, TICK));
  toast.remove();
}

export function handleCards(region) {
  region.addEventListener("focusin", ({ relatedTarget }) => {
    if (relatedTarget && !region.contains(relatedTarget)) focusedBefore = relatedTarget;
  });
  region.addEventListener("click", ({ target }) => {
    const toast = target.closest("[data-close]")?.closest(".toast");
    if (toast) dismissToast(toast);
  });
  document.addEventListener("keydown", ({ key, defaultPrevented }) => {
    if (key !== "Escape" || defaultPrevented || document.querySelector("dialog[open]")) return;
    const toasts = visibleToasts(region);
    const toast = toasts.find((one) => one.matches(":focus-within")) ?? toasts.at(-1);
    if (toast) dismissToast(toast);
  });
}
