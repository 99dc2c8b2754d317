// Why a checkout was refused is said of each line until that is no longer so: what came back is not sold out as well.
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
