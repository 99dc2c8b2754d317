// The server's time. The page contains its time of rendering; the time since then comes from a monotonic clock, so that
// a wrong clock on this machine, or a change of it while the page is open, has no effect.
const TICK = 1_000,
  JUMP = 2_000,
  SLACK = 2_000; // ms
const [navigation] = performance.getEntriesByType("navigation");
const rendered = Date.parse(document.documentElement.dataset.now ?? "");
const drift = () => Date.now() - performance.now();
let start = Number.isNaN(rendered) ? drift() : rendered - (navigation?.responseStart ?? 0); // server time at `performance.now() === 0`
let known = drift();

/** Correct the clock by a server time just received: it is at least that late, and a much earlier time means that this
 * clock is fast. */
export function hear(time) {
  const heard = time - performance.now();
  if (heard > start || heard < start - SLACK) start = heard;
}

/** Return the server's time now, in milliseconds since the epoch. */
export function now() {
  return start + performance.now();
}

// The machine slept, which not every clock counts, or its clock was set: listeners ask the server for the time.
setInterval(() => {
  const current = drift();
  if (Math.abs(current - known) > JUMP) document.dispatchEvent(new Event("clock:jumped"));
  known = current;
}, TICK);
