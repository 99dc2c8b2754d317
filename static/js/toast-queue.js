// Which toast is next, of those that wait: new purchases first and one by one, earlier ones calmly and only a few.
import { now } from "./clock.js";
import { QUEUE, hasHistory, liveLeft, mayShowHistory, mayShowLive, noteHistory, noteLive } from "./toast-pace.js";

const YOUNG = 60_000; // ms: an older purchase is no news, however late it arrived
const early = new Set(); // what was there when the page opened
const promised = new Set(); // what will be shown by itself, whatever comes after

export const begin = (waiting) => { for (const toast of waiting) early.add(toast.id); };

const timeOf = (toast) => Date.parse(toast.querySelector("time").dateTime);
const byTime = (one, other) => timeOf(one) - timeOf(other);
/** Return how old a purchase is, in ms. */
export const ageOf = (toast) => now() - timeOf(toast);
const isLive = (toast) => !early.has(toast.id) && ageOf(toast) < YOUNG;

/** Return the new purchases among those that wait, oldest first. */
const fresh = (waiting) => waiting.filter(isLive).sort(byTime);

/** Return those new ones that can't be shown one by one; while such are counted, all but those that had a turn before. */
export function crowd(waiting, isCounting) {
  const all = fresh(waiting);
  if (!isCounting) for (const toast of all.slice(0, liveLeft())) promised.add(toast.id);
  return all.filter((toast) => !promised.has(toast.id));
}

/** Return the toast to show now, or none. */
export function next(waiting) {
  const [live] = fresh(waiting);
  if (live) return mayShowLive() ? live : undefined;
  return mayShowHistory() ? waiting.sort(byTime).at(-1) : undefined;
}

/** Tell whether a new purchase waits for its turn. */
export const isNext = (waiting) => waiting.some(isLive);

/** Tell whether anything that waits may still get its turn. */
export const hasHope = (waiting) => waiting.length > 0 && (hasHistory() || isNext(waiting));

export const note = (toast) => (isLive(toast) ? noteLive() : noteHistory());

/** Return those that have to make room for newer ones. */
export const surplus = (waiting) => waiting.sort(byTime).slice(0, Math.max(waiting.length - QUEUE, 0));
