// The server's clock. The page says when it was rendered; what passed since is measured here, so that a wrong
// clock on this machine changes nothing.

const [navigation] = performance.getEntriesByType("navigation");
const rendered = Date.parse(document.documentElement.dataset.now ?? "");
const received = Date.now() - (performance.now() - (navigation?.responseStart ?? 0));
let offset = Number.isNaN(rendered) ? 0 : rendered - received;

/** Take note of a time that the server just told: it is that late at least, even if this page came out of a cache. */
export function hear(time) {
  offset = Math.max(offset, time - Date.now());
}

/** Return the server's time now, in milliseconds since the epoch. */
export function now() {
  return Date.now() + offset;
}
