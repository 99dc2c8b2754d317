// Which toast is next, and when: new purchases at once and one by one, earlier ones calmly and only a few.
import { now } from "./clock.js";

const FIRST = 5_000, HISTORY_GAP = 12_000, LIVE_GAP = 2_000; // ms
const HISTORY_MOST = 5; // on one page
const QUEUE = 10;
const YOUNG = 60_000; // ms: an older purchase is no news, however late it arrived

export class ToastQueue {
  #early; // keys that were there when the page opened
  #liveAt = 0;
  #historyAt = performance.now() + FIRST;
  #historyLeft = HISTORY_MOST;

  constructor(waiting) {
    this.#early = new Set(waiting.map((toast) => toast.id));
  }

  /** Return the toast to show now, of those waiting, or none. */
  next(waiting) {
    const live = waiting.filter((toast) => this.#isLive(toast));
    if (live.length) return performance.now() >= this.#liveAt ? live.sort(byTime)[0] : undefined;
    return this.#historyLeft && performance.now() >= this.#historyAt ? waiting.sort(byTime).at(-1) : undefined;
  }

  /** Tell whether anything that waits may still get its turn. */
  hasHope(waiting) {
    return waiting.length > 0 && (this.#historyLeft > 0 || waiting.some((toast) => this.#isLive(toast)));
  }

  note(toast) {
    this.#liveAt = performance.now() + LIVE_GAP;
    this.#historyAt = performance.now() + HISTORY_GAP;
    if (!this.#isLive(toast)) this.#historyLeft -= 1;
  }

  /** Return those that have to make room for newer ones. */
  surplus(waiting) {
    return waiting.sort(byTime).slice(0, Math.max(waiting.length - QUEUE, 0));
  }

  #isLive(toast) {
    return !this.#early.has(toast.id) && ageOf(toast) < YOUNG;
  }
}

/** Return how old a purchase is, in ms. */
export const ageOf = (toast) => now() - timeOf(toast);
const timeOf = (toast) => Date.parse(toast.querySelector("time").dateTime);
const byTime = (one, other) => timeOf(one) - timeOf(other);
