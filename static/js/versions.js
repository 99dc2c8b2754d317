// Compares versions of rendered elements, so that a late response never replaces newer HTML. Reads `data-version`.
// Elements of different owners (`data-of` changes by signing in or out) are not compared.

/** Return whether `html` contains an older version of the element `shown`. */
export function isOlder(html, shown) {
  if (!shown?.dataset.version) return false;
  const template = document.createElement("template");
  template.innerHTML = html;
  const next = template.content.getElementById(shown.id);
  return next?.dataset.of === shown.dataset.of && Number(next.dataset.version) < Number(shown.dataset.version);
}

const MINUTE = 60_000; // ms, longer than any request takes
const pushedAt = new Map(); // id of an element -> time of its last push (ms since the page's start), oldest first

/** Record that a push replaced or removed an element. */
export function recordPush(id) {
  const now = performance.now();
  for (const [old, at] of pushedAt) if (now - at > MINUTE) pushedAt.delete(old);
  pushedAt.delete(id);
  pushedAt.set(id, now);
}

/** Return whether an element was pushed after a request was sent at `asked` (ms since the page's start). */
export const wasPushedSince = (id, asked) => pushedAt.get(id) > asked;
