// A notice leaves when it is dismissed, and the floating ones on Escape; a form that did not get through says so.

document.addEventListener("click", ({ target }) => {
  target.closest("[data-dismiss]")?.closest(".notice").remove();
});

document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") document.querySelector(".notices")?.replaceChildren();
});

// It stays until something gets through again or the server is back, and leaves other notices where they are.
const takeAway = () => {
  for (const note of document.querySelectorAll(".notice[data-not-sent]")) note.remove();
};

for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failure, () => {
    takeAway();
    document.querySelector(".notices")?.append(document.getElementById("not-sent").content.cloneNode(true));
  });
}

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) takeAway();
});
addEventListener("online", takeAway);
document.addEventListener("live:state", ({ detail }) => {
  if (detail.state === "live") takeAway();
});
