// The server's clock. The page says when it was rendered; what passed since is counted by a clock that nobody can set,
// so that a wrong clock on this machine, or one that is put right while the page is open, changes nothing.
const TICK = 1_000,
  JUMP = 2_000,
  SLACK = 2_000; // ms
const [navigation] = performance.getEntriesByType("navigation");
const rendered = Date.parse(document.documentElement.dataset.now ?? "");
const drift = () => Date.now() - performance.now();
let start = Number.isNaN(rendered) ? drift() : rendered - (navigation?.responseStart ?? 0); // the server's time at the page's 0
let known = drift();

/** Take note of a time that the server just told. It is that late at least; much earlier, and this clock is fast. */
export function hear(time) {
  const heard = time - performance.now();
  if (heard > start || heard < start - SLACK) start = heard;
}

/** Return the server's time now, in milliseconds since the epoch. */
export function now() {
  return start + performance.now();
}

// The machine slept, which not every clock counts, or its clock was set: whoever can ask the server does so.
setInterval(() => {
  const current = drift();
  if (Math.abs(current - known) > JUMP) document.dispatchEvent(new Event("clock:jumped"));
  known = current;
}, TICK);
