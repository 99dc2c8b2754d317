// Keeps the server's time. `data-now` of <html> is the time of rendering; the time since then comes from a monotonic clock, so that
// a wrong clock on this machine, or a change of it while the page is open, has no effect.
const TICK = 1_000,
  JUMP = 2_000,
  SLACK = 2_000; // ms
const [navigation] = performance.getEntriesByType("navigation");
const rendered = Date.parse(document.documentElement.dataset.now ?? "");
const drift = () => Date.now() - performance.now();
let start = Number.isNaN(rendered) ? drift() : rendered - (navigation?.responseStart ?? 0); // server time at `performance.now() === 0`
let lastDrift = drift();

/** Correct the clock by a server time just received: it is at least that late, and a much earlier time means that this
 * clock is fast. */
export function correctClock(time) {
  const newStart = time - performance.now();
  if (newStart > start || newStart < start - SLACK) start = newStart;
}

/** Return the server's time now, in milliseconds since the epoch. */
export function now() {
  return start + performance.now();
}

// Dispatches `clock:jumped` after the machine slept or its clock was set: `performance.now()` stops during sleep in some
// browsers. `live.js` then asks the server for the time.
setInterval(() => {
  const current = drift();
  if (Math.abs(current - lastDrift) > JUMP) document.dispatchEvent(new Event("clock:jumped"));
  lastDrift = current;
}, TICK);
