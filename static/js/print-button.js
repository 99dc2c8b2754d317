// <button data-print> opens the print dialog.
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) print();
});
