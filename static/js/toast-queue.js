// The queue of waiting toasts: new purchases come first and one by one, earlier ones slowly and only a few.
import { now } from "./clock.js";
import { hasHistory, liveLeft, mayShowHistory, mayShowLive, QUEUE, recordHistory, recordLive } from "./toast-pace.js";

const YOUNG = 60_000; // ms; an older purchase is not new, however late it arrived
const earlier = new Set(); // ids of toasts that were in the page when it opened
const reserved = new Set(); // ids of toasts that will be shown one by one in any case

export const markEarlier = (waiting) => {
  for (const toast of waiting) earlier.add(toast.id);
};

const arrivals = new Map(); // toast id -> order of arrival, for purchases with the same time

const exactTimeOf = (toast) => toast.querySelector("time").dateTime;
const timeOf = (toast) => Date.parse(exactTimeOf(toast));
// The server sends microseconds, which `Date` drops.
const byTime = (one, other) =>
  timeOf(one) - timeOf(other) ||
  (exactTimeOf(one) > exactTimeOf(other)) - (exactTimeOf(one) < exactTimeOf(other)) ||
  arrivals.get(one.id) - arrivals.get(other.id);

/** Return toasts by time of purchase, oldest first; in the page the newest is first. */
function sortByTime(waiting) {
  for (const { id } of waiting.toReversed()) if (!arrivals.has(id)) arrivals.set(id, arrivals.size);
  return waiting.toSorted(byTime);
}

/** Return the age of a purchase in ms. */
export const ageOf = (toast) => now() - timeOf(toast);
const isLive = (toast) => !earlier.has(toast.id) && ageOf(toast) < YOUNG;

/** Return the new purchases among the waiting ones, oldest first. */
const newToasts = (waiting) => sortByTime(waiting).filter(isLive);

/** Return new purchases that exceed the limits; while a summary counts, all but the reserved ones. */
export function overflow(waiting, isCounting) {
  const [kept, others] = [true, false].map((is) => newToasts(waiting).filter(({ id }) => reserved.has(id) === is));
  const left = isCounting ? 0 : Math.max(liveLeft() - kept.length, 0);
  for (const { id } of others.slice(0, left)) reserved.add(id);
  return others.slice(left);
}

/** Return the toast to show now, or undefined. */
export function nextToast(waiting) {
  const [live] = newToasts(waiting);
  if (live) return mayShowLive() ? live : undefined;
  return mayShowHistory() ? sortByTime(waiting).at(-1) : undefined;
}

/** Return whether a new purchase is waiting. */
export const hasLiveWaiting = (waiting) => waiting.some(isLive);

/** Return whether a waiting toast may still be shown. */
export const canShowMore = (waiting) => waiting.length > 0 && (hasHistory() || hasLiveWaiting(waiting));

export const recordShown = (toast) => (isLive(toast) ? recordLive() : recordHistory());

/** Return the oldest toasts beyond the limit of the queue. */
export const excess = (waiting) => sortByTime(waiting).slice(0, Math.max(waiting.length - QUEUE, 0));
