// A notice leaves when it is dismissed, and the floating ones on Escape; a form that did not get through says so.

document.addEventListener("click", ({ target }) => {
  target.closest("[data-dismiss]")?.closest(".notice").remove();
});

document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") document.querySelector(".notices")?.replaceChildren();
});

for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failure, () => {
    const note = document.getElementById("not-sent").content.cloneNode(true);
    document.querySelector(".notices")?.replaceChildren(note);
  });
}
