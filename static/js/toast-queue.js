// Which toast is next, of those that wait: new purchases first and one by one, earlier ones calmly and only a few.
import { now } from "./clock.js";
import { hasHistory, liveLeft, mayShowHistory, mayShowLive, noteHistory, noteLive, QUEUE } from "./toast-pace.js";

const YOUNG = 60_000; // ms: an older purchase is no news, however late it arrived
const early = new Set(); // what was there when the page opened
const promised = new Set(); // what will be shown by itself, whatever comes after

export const begin = (waiting) => {
  for (const toast of waiting) early.add(toast.id);
};

const places = new Map(); // toast id -> the order in which it came: of one moment, the first one first

const exactly = (toast) => toast.querySelector("time").dateTime;
const timeOf = (toast) => Date.parse(exactly(toast));
// Servers tell microseconds, which `Date` drops.
const byTime = (one, other) =>
  timeOf(one) - timeOf(other) ||
  (exactly(one) > exactly(other)) - (exactly(one) < exactly(other)) ||
  places.get(one.id) - places.get(other.id);

/** Return toasts in the order in which they were bought, the oldest first; the newest stands first in the page. */
function ordered(waiting) {
  for (const { id } of waiting.toReversed()) if (!places.has(id)) places.set(id, places.size);
  return waiting.toSorted(byTime);
}

/** Return how old a purchase is, in ms. */
export const ageOf = (toast) => now() - timeOf(toast);
const isLive = (toast) => !early.has(toast.id) && ageOf(toast) < YOUNG;

/** Return the new purchases among those that wait, oldest first. */
const fresh = (waiting) => ordered(waiting).filter(isLive);

/** Return those new ones that can't be shown one by one; while such are counted, all but those that had a turn before. */
export function crowd(waiting, isCounting) {
  const [kept, others] = [true, false].map((is) => fresh(waiting).filter(({ id }) => promised.has(id) === is));
  const left = isCounting ? 0 : Math.max(liveLeft() - kept.length, 0);
  for (const { id } of others.slice(0, left)) promised.add(id);
  return others.slice(left);
}

/** Return the toast to show now, or none. */
export function next(waiting) {
  const [live] = fresh(waiting);
  if (live) return mayShowLive() ? live : undefined;
  return mayShowHistory() ? ordered(waiting).at(-1) : undefined;
}

/** Tell whether a new purchase waits for its turn. */
export const isNext = (waiting) => waiting.some(isLive);

/** Tell whether anything that waits may still get its turn. */
export const hasHope = (waiting) => waiting.length > 0 && (hasHistory() || isNext(waiting));

export const note = (toast) => (isLive(toast) ? noteLive() : noteHistory());

/** Return those that have to make room for newer ones. */
export const surplus = (waiting) => ordered(waiting).slice(0, Math.max(waiting.length - QUEUE, 0));
