// One card that counts what is too much to be shown one by one.
import { keyOf, standing } from "./toast-card.js";
import { remember } from "./toast-memory.js";
import { mayShowMore, noteMore } from "./toast-pace.js";

const template = document.getElementById("toasts-more");
const keys = new Set(); // what is counted, or will be once the card is there
let card = null;

/** Tell whether more is being counted, or about to be. */
export const isCounting = () => keys.size > 0;
export const isDue = () => isCounting() && !card && mayShowMore();

/** Count toasts instead of showing them. */
export function count(toasts) {
  for (const toast of toasts) {
    keys.add(keyOf(toast));
    toast.remove();
  }
  if (toasts.length) tell();
}

/** Count no longer what was taken back. */
export function discount(gone) {
  for (const key of gone) keys.delete(key);
  tell();
}

function tell() {
  if (!card) return;
  card.querySelector("[data-count]").textContent = `${keys.size} more ${keys.size === 1 ? "purchase" : "purchases"}`;
  remember([...keys], "seen");
}

export const preview = () => template.content.firstElementChild;

export function showMore() {
  card = preview().cloneNode(true);
  tell();
  return card;
}

/** Once the card has left, or counts nothing any more, begin anew; returns a card that has to leave. */
export function endMore(region) {
  if (!card) return null;
  const stands = standing(region).includes(card);
  if (stands && keys.size) return null;
  const left = card;
  card = null;
  keys.clear();
  noteMore();
  return stands ? left : null;
}
