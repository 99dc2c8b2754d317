// Where CSS can't size a box by its text: it grows with what is typed, up to what the stylesheet allows, then scrolls.
if (!CSS.supports("field-sizing", "content")) {
  const fit = (box) => {
    box.style.blockSize = "auto";
    box.style.blockSize = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
  };
  const fitAll = () => document.querySelectorAll("textarea").forEach(fit);

  document.addEventListener("input", ({ target }) => {
    if (target.matches("textarea")) fit(target);
  });
  // What was sent leaves its box without a word.
  document.addEventListener("submit", () => setTimeout(fitAll));
  document.addEventListener("htmx:afterSettle", fitAll);
  fitAll();
}
