// Scrolls the row of categories to the current one, in browsers without `scroll-initial-target`.
const current = document.querySelector(".category-nav [aria-current]");
if (current && !CSS.supports("scroll-initial-target", "nearest")) {
  const row = current.closest(".category-nav"),
    [rowBox, linkBox] = [row, current].map((one) => one.getBoundingClientRect());
  if (linkBox.right > rowBox.right || linkBox.left < rowBox.left)
    row.scrollLeft += linkBox.left - rowBox.left - (rowBox.width - linkBox.width) / 2;
}
