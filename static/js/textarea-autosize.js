// Grows a <textarea> with its text up to the maximum of the stylesheet, in browsers without `field-sizing`.
if (!CSS.supports("field-sizing", "content")) {
  const fitTextarea = (textarea) => {
    textarea.style.blockSize = "auto";
    textarea.style.blockSize = `${textarea.scrollHeight + textarea.offsetHeight - textarea.clientHeight}px`;
  };
  const fitAll = () => document.querySelectorAll("textarea").forEach(fitTextarea);

  document.addEventListener("input", ({ target }) => {
    if (target.matches("textarea")) fitTextarea(target);
  });
  // A sent message empties its textarea without an `input` event.
  document.addEventListener("submit", () => setTimeout(fitAll));
  document.addEventListener("htmx:afterSettle", fitAll);
  fitAll();
}
