// Updates a list with `data-rows` row by row: unchanged rows stay in place, so that text does not move under a reader
// and the focus stays. Reads `data-version`, `data-top-of` and `data-gone` of rows.
import { wasPushedSince } from "./versions.js";

/** Update a list from a response. Rows that were pushed after the request was sent at `asked` are newer and stay. */
export function updateRows(list, fresh, asked) {
  const isNewer = ({ id }) => wasPushedSince(id, asked);
  const known = new Map([...list.children].map((row) => [row.id, row]));
  const rows = [...fresh.children]
    .filter((row) => !isNewer(row))
    .map((row) => {
      const old = known.get(row.id);
      return old && isSame(old, row) ? old : row;
    });
  keepFocus(list, () => {
    let place = list.firstElementChild;
    for (const row of [...[...known.values()].filter(isNewer), ...rows]) {
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

// Scripts change the text of <time>, so it is not compared.
function isSame(one, other) {
  const [a, b] = [one, other].map((row) => row.cloneNode(true));
  for (const time of [...a.querySelectorAll("time"), ...b.querySelectorAll("time")]) time.textContent = "";
  a.removeAttribute("data-live-added");
  return a.isEqualNode(b);
}

// A row that moves or is replaced leaves the page for a moment and loses its focus.
function keepFocus(list, change) {
  const controlsIn = (row) => [...row.querySelectorAll("a, button, input, select, textarea, summary")];
  const focusedRow = [...list.children].find((one) => one.contains(document.activeElement));
  const nth = focusedRow && controlsIn(focusedRow).indexOf(document.activeElement);
  change();
  const newRow = focusedRow && document.getElementById(focusedRow.id);
  if (newRow && !newRow.contains(document.activeElement)) controlsIn(newRow)[nth]?.focus({ preventScroll: true });
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
