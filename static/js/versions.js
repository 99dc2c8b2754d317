// Two pictures of one thing: the one with the lower version is the older, whichever arrived last. Pictures of another
// person's thing (after signing in or out, `data-of` differs) are not compared.
export function isOlder(html, shown) {
  if (!shown?.dataset.version) return false;
  const template = document.createElement("template");
  template.innerHTML = html;
  const next = template.content.getElementById(shown.id);
  return next?.dataset.of === shown.dataset.of && Number(next.dataset.version) < Number(shown.dataset.version);
}

const MINUTE = 60_000; // ms, longer than any answer takes
const pushed = new Map(); // id of an element -> when it was last pushed, or pushed away, the oldest first

/** Write down that the wire brought what an element shows. */
export function notePush(id) {
  const now = performance.now();
  for (const [old, at] of pushed) if (now - at > MINUTE) pushed.delete(old);
  pushed.delete(id);
  pushed.set(id, now);
}

/** Whether an answer that was `asked` for at that moment (ms of the page's life) may be older than what was pushed. */
export const wasPushedSince = (id, asked) => pushed.get(id) > asked;
