// A notice leaves when it is dismissed, and the floating ones on Escape.

document.addEventListener("click", ({ target }) => {
  target.closest("[data-dismiss]")?.closest(".notice").remove();
});

document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") document.querySelector(".notices")?.replaceChildren();
});
