// Which toast is next, of those that wait: new purchases first and one by one, earlier ones calmly and only a few.
import { now } from "./clock.js";
import { QUEUE, hasHistory, liveLeft, mayShowHistory, mayShowLive, noteHistory, noteLive } from "./toast-pace.js";

const YOUNG = 60_000; // ms: an older purchase is no news, however late it arrived
const early = new Set(); // what was there when the page opened

export const begin = (waiting) => { for (const toast of waiting) early.add(toast.id); };

const timeOf = (toast) => Date.parse(toast.querySelector("time").dateTime);
const byTime = (one, other) => timeOf(one) - timeOf(other);
/** Return how old a purchase is, in ms. */
export const ageOf = (toast) => now() - timeOf(toast);
const isLive = (toast) => !early.has(toast.id) && ageOf(toast) < YOUNG;

/** Return the new purchases among those that wait, oldest first. */
export const fresh = (waiting) => waiting.filter(isLive).sort(byTime);

/** Return those new ones that can't be shown one by one. */
export const crowd = (waiting) => fresh(waiting).slice(liveLeft());

/** Return the toast to show now, or none. */
export function next(waiting) {
  const [live] = fresh(waiting);
  if (live) return mayShowLive() ? live : undefined;
  return mayShowHistory() ? waiting.sort(byTime).at(-1) : undefined;
}

/** Tell whether anything that waits may still get its turn. */
export const hasHope = (waiting) => waiting.length > 0 && (hasHistory() || waiting.some(isLive));

export const note = (toast) => (isLive(toast) ? noteLive() : noteHistory());

/** Return those that have to make room for newer ones. */
export const surplus = (waiting) => waiting.sort(byTime).slice(0, Math.max(waiting.length - QUEUE, 0));
