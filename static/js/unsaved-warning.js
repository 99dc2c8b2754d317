// Asks before a page is left with something typed that was not saved. It watches forms with `data-unsaved`; the value
// "yes" says that the server refused the form, so that nothing in it is saved yet.

const chosen = (select) => [...select.options].find((option) => option.defaultSelected) ?? select.options[0];

const isChanged = (field) => {
  if (field.type === "file") return field.files.length > 0;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return !chosen(field)?.selected && field.options.length > 0;
  return "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue;
};

for (const form of document.querySelectorAll("form[data-unsaved]")) {
  let isSending = false;
  const warn = (event) => {
    const isUnsaved = form.dataset.unsaved === "yes" || [...form.elements].some(isChanged);
    if (isUnsaved && !isSending) event.preventDefault();
  };
  form.addEventListener("submit", () => {
    isSending = true;
  });
  window.addEventListener("pageshow", () => {
    isSending = false;
  });
  // Only from the first change on: a page with this listener may lose its place in the browser's memory of pages.
  form.addEventListener("input", () => window.addEventListener("beforeunload", warn));
  form.addEventListener("click", () => window.addEventListener("beforeunload", warn));
  if (form.dataset.unsaved === "yes") window.addEventListener("beforeunload", warn);
}
