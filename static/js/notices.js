// Removes dismissed notices (`data-dismiss`), and floating ones on Escape. Shows a notice (`data-not-sent`) when a
// request of htmx fails.

document.addEventListener("click", ({ target }) => {
  target.closest("[data-dismiss]")?.closest(".notice").remove();
});

document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") document.querySelector(".notices")?.replaceChildren();
});

// The notice stays until a request succeeds or the connection is back.
const removeNotSent = () => {
  for (const notice of document.querySelectorAll(".notice[data-not-sent]")) notice.remove();
};

for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failure, () => {
    removeNotSent();
    document.querySelector(".notices")?.append(document.getElementById("not-sent").content.cloneNode(true));
  });
}

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful) removeNotSent();
});
addEventListener("online", removeNotSent);
document.addEventListener("live:state", ({ detail }) => {
  if (detail.state === "live") removeNotSent();
});
