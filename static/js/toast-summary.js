// The summary card, which counts purchases that are too many to show one by one.
import { keyOf, visibleToasts } from "./toast-card.js";
import { remember } from "./toast-memory.js";
import { mayShowSummary, recordSummary } from "./toast-pace.js";

const template = document.getElementById("toasts-more");
const keys = new Set(); // counted purchases, also before the card is shown
let card = null;

/** Return whether purchases are being counted. */
export const isCounting = () => keys.size > 0;
export const isSummaryDue = () => isCounting() && !card && mayShowSummary();

/** Count toasts instead of showing them one by one. */
export function addToSummary(toasts) {
  for (const toast of toasts) {
    keys.add(keyOf(toast));
    toast.remove();
  }
  if (toasts.length) updateCount();
}

/** Stop counting withdrawn purchases. */
export function removeFromSummary(gone) {
  for (const key of gone) keys.delete(key);
  updateCount();
}

function updateCount() {
  if (!card) return;
  card.querySelector("[data-count]").textContent = `${keys.size} more ${keys.size === 1 ? "purchase" : "purchases"}`;
  remember([...keys], "seen");
}

export const summaryTemplate = () => template.content.firstElementChild;

export function createSummary() {
  card = summaryTemplate().cloneNode(true);
  updateCount();
  return card;
}

/** Reset the summary once its card is closed or counts nothing; returns the card if it must be removed. */
export function closeSummary(region) {
  if (!card) return null;
  const isShown = visibleToasts(region).includes(card);
  if (isShown && keys.size) return null;
  const closed = card;
  card = null;
  keys.clear();
  recordSummary();
  return isShown ? closed : null;
}
