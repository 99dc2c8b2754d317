// A shelf that is put up anew stays where one had scrolled it to.
const places = new Map(); // id of the shelf -> pixels

document.addEventListener(
  "scroll",
  ({ target }) => {
    const shelf = target.closest?.(".shelf[id]");
    if (shelf) places.set(shelf.id, target.scrollLeft);
  },
  { capture: true, passive: true },
);

document.addEventListener("htmx:load", ({ target }) => {
  for (const row of target.querySelectorAll(".shelf[id] > .shelf__row")) {
    const place = places.get(row.parentElement.id);
    if (place) row.scrollLeft = place;
  }
});
