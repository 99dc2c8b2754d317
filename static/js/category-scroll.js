// Where CSS can't say what a row is scrolled to at first: the category that is open.
const current = document.querySelector(".category-nav [aria-current]");
if (current && !CSS.supports("scroll-initial-target", "nearest")) {
  const row = current.closest(".category-nav"),
    [out, place] = [row, current].map((one) => one.getBoundingClientRect());
  if (place.right > out.right || place.left < out.left)
    row.scrollLeft += place.left - out.left - (out.width - place.width) / 2;
}
