// The server's clock. The page says when it was rendered; what passed since is measured here, so that a wrong
// clock on this machine changes nothing.

const [navigation] = performance.getEntriesByType("navigation");
const rendered = Date.parse(document.documentElement.dataset.now ?? "");
const received = Date.now() - (performance.now() - (navigation?.responseStart ?? 0));
const offset = Number.isNaN(rendered) ? 0 : rendered - received;

/** Return the server's time now, in milliseconds since the epoch. */
export function now() {
  return Date.now() + offset;
}
