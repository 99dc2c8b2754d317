// Asks before a page with unsaved input is left. Watches forms with `data-unsaved`; the value "yes" means that the server
// refused the form, so that none of it is saved.

const defaultOption = (select) => [...select.options].find((option) => option.defaultSelected) ?? select.options[0];

const isChanged = (field) => {
  if (field.type === "file") return field.files.length > 0;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return !defaultOption(field)?.selected && field.options.length > 0;
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
  // Added only at the first input: browsers may keep a page with this listener out of the back/forward cache.
  form.addEventListener("input", () => window.addEventListener("beforeunload", warn));
  form.addEventListener("click", () => window.addEventListener("beforeunload", warn));
  if (form.dataset.unsaved === "yes") window.addEventListener("beforeunload", warn);
}
