// Removes each reason of a refused checkout as soon as its line no longer has that problem. Reads `data-refused-of`
// (item) and `data-code` of the reason, and `data-problem` of the line.
document.addEventListener("htmx:load", ({ target }) => {
  if (target.id !== "cart-box") return;
  for (const reason of document.querySelectorAll("[data-refused-of]")) {
    const line = document.getElementById(`box-line-${reason.dataset.refusedOf}`);
    if (line?.dataset.problem === reason.dataset.code) continue;
    const notice = reason.closest(".notice");
    reason.remove();
    if (!notice.querySelector("[data-refused-of]")) notice.remove();
  }
});
