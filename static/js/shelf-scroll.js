// Keeps the scroll position of a shelf when a push replaces it.
const positions = new Map(); // id of the shelf -> px

document.addEventListener(
  "scroll",
  ({ target }) => {
    const shelf = target.closest?.(".shelf[id]");
    if (shelf) positions.set(shelf.id, target.scrollLeft);
  },
  { capture: true, passive: true },
);

document.addEventListener("htmx:load", ({ target }) => {
  for (const row of target.querySelectorAll(".shelf[id] > .shelf__row")) {
    const position = positions.get(row.parentElement.id);
    if (position) row.scrollLeft = position;
  }
});
