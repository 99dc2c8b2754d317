// A list with data-rows is not replaced as a whole: rows that stay the same stay where they are, so that what one reads
// doesn't move and what has the focus keeps it.

export function updateRows(list, fresh) {
  const known = new Map([...list.children].map((row) => [row.id, row]));
  let place = list.firstElementChild;
  for (const row of [...fresh.children]) {
    const old = known.get(row.id);
    const kept = old && isSame(old, row) ? old : row;
    if (kept === place) {
      place = place.nextElementSibling;
      continue;
    }
    if (kept === row) row.setAttribute("data-live-added", "");
    list.insertBefore(kept, place);
  }
  while (place) {
    const next = place.nextElementSibling;
    place.remove();
    place = next;
  }
}

// What <time> says changes by itself.
function isSame(one, other) {
  const [a, b] = [one, other].map((row) => row.cloneNode(true));
  for (const time of [...a.querySelectorAll("time"), ...b.querySelectorAll("time")]) time.textContent = "";
  a.removeAttribute("data-live-added");
  return a.isEqualNode(b);
}

// A row that says which list it tops goes there, where that list is shown; one with data-gone leaves it.
export function putOnTop(row) {
  const list = document.getElementById(row.dataset.topOf);
  const old = document.getElementById(row.id);
  if (!list || Number(row.dataset.version) < Number(old?.dataset.version)) return;
  if ("gone" in row.dataset) return void old?.remove();
  if (old && old === list.firstElementChild && isSame(old, row)) return;
  const hadFocus = old?.contains(document.activeElement);
  old?.remove();
  row.setAttribute("data-live-added", "");
  list.prepend(row);
  if (hadFocus) row.querySelector("a, button")?.focus({ preventScroll: true });
}
