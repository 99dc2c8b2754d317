// A list with data-rows is not replaced as a whole: unchanged rows stay in place, so that text does not move while
// somebody reads it, and focus stays.
import { wasPushedSince } from "./versions.js";

/** Make a list what an answer says it is, but for rows that were pushed after it was `asked` for: they are newer. */
export function updateRows(list, fresh, asked) {
  const isNewer = ({ id }) => wasPushedSince(id, asked);
  const known = new Map([...list.children].map((row) => [row.id, row]));
  const answered = [...fresh.children]
    .filter((row) => !isNewer(row))
    .map((row) => {
      const old = known.get(row.id);
      return old && isSame(old, row) ? old : row;
    });
  keepFocus(list, () => {
    let place = list.firstElementChild;
    for (const row of [...[...known.values()].filter(isNewer), ...answered]) {
      if (row === place) {
        place = place.nextElementSibling;
        continue;
      }
      if (known.get(row.id) !== row) row.setAttribute("data-live-added", "");
      list.insertBefore(row, place);
    }
    while (place) {
      const next = place.nextElementSibling;
      place.remove();
      place = next;
    }
  });
}

// The text of <time> changes by itself.
function isSame(one, other) {
  const [a, b] = [one, other].map((row) => row.cloneNode(true));
  for (const time of [...a.querySelectorAll("time"), ...b.querySelectorAll("time")]) time.textContent = "";
  a.removeAttribute("data-live-added");
  return a.isEqualNode(b);
}

// A row that moves, or gives way to a newer one of its own, leaves the page for a moment, and its focus with it.
function keepFocus(list, change) {
  const inside = (row) => [...row.querySelectorAll("a, button, input, select, textarea, summary")];
  const row = [...list.children].find((one) => one.contains(document.activeElement));
  const nth = row && inside(row).indexOf(document.activeElement);
  change();
  const now = row && document.getElementById(row.id);
  if (now && !now.contains(document.activeElement)) inside(now)[nth]?.focus({ preventScroll: true });
}

/** Put a row with data-top-of on top of that list, if the page shows it; with data-gone remove the row. */
export function putOnTop(row) {
  const list = document.getElementById(row.dataset.topOf);
  const old = document.getElementById(row.id);
  if (!list || Number(row.dataset.version) < Number(old?.dataset.version)) return;
  if ("gone" in row.dataset) return void old?.remove();
  if (old && old === list.firstElementChild && isSame(old, row)) return;
  keepFocus(list, () => {
    old?.remove();
    row.setAttribute("data-live-added", "");
    list.prepend(row);
  });
}
