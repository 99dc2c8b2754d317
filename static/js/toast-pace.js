// Limits how often toasts are shown, over all tabs of a browser. Reads the limits from `data-pace` of #toasts.
import { stored, update } from "./toast-memory.js";

const pace = JSON.parse(document.getElementById("toasts").dataset.pace);
const SECOND = 1_000,
  MINUTE = 60 * SECOND; // ms
export const VISIBLE = pace.VISIBLE_SECONDS * SECOND;
export const MUTE = pace.MUTE_HOURS * 60 * MINUTE;
export const QUEUE = pace.QUEUE;
const opened = Date.now();
const narrow = matchMedia("(width < 40rem)");
let historyHere = 0; // earlier purchases shown on this page

// A clock that was set back must not stop the toasts for hours.
const since = (at) => (at > Date.now() ? 0 : Date.now() - at);
const hasPassed = (at, seconds) => since(at) >= seconds * SECOND || at > Date.now();
const lately = (seconds) => stored().live.filter((at) => since(at) < seconds * SECOND).length;

export const maxVisible = () => (narrow.matches ? pace.ON_PHONE : pace.ON_SCREEN);
/** Return the number of new purchases that may still be shown one by one. */
export const liveLeft = () =>
  Math.max(Math.min(pace.BURST - lately(pace.BURST_SECONDS), pace.PER_MINUTE - lately(60)), 0);
export const mayShowLive = () => hasPassed(stored().live.at(-1) ?? 0, pace.LIVE_SECONDS);
export const mayShowSummary = () => hasPassed(stored().moreAt, pace.HISTORY_SECONDS);
export const mayShowHistory = () =>
  hasHistory() && hasPassed(opened, pace.FIRST_SECONDS) && hasPassed(stored().lastAt, pace.HISTORY_SECONDS);
export const hasHistory = () => historyHere < pace.HISTORY_PER_PAGE && stored().visit.shown < pace.HISTORY_PER_VISIT;

export function recordLive() {
  update((all) => {
    all.live = [...all.live.filter((at) => since(at) < MINUTE), Date.now()];
    all.lastAt = Date.now();
  });
}

export function recordHistory() {
  historyHere += 1;
  update((all) => {
    all.visit = { at: Date.now(), shown: all.visit.shown + 1 };
    all.lastAt = Date.now();
  });
}

/** Store that the summary card was closed. */
export const recordSummary = () =>
  update((all) => {
    all.moreAt = all.lastAt = Date.now();
  });

/** Store that the visitor is here; after a long break this is a new visit. */
export function recordVisit() {
  update((all) => {
    const isOver = since(all.visit.at) > pace.VISIT_MINUTES * MINUTE;
    all.visit = { at: Date.now(), shown: isOver ? 0 : all.visit.shown };
  });
}
