// Adds and removes the size rows of a product form. A removed row stays in the form, marked or emptied, so that the
// form numbers of the other rows stay. Reads `data-rows` (prefix of the formset), `data-rows-list`, `data-add-row` and
// `data-remove-row`.

for (const box of document.querySelectorAll("[data-rows]")) {
  const list = box.querySelector("[data-rows-list]");
  const total = box.querySelector(`[name="${box.dataset.rows}-TOTAL_FORMS"]`);
  const maximum = Number(box.querySelector(`[name="${box.dataset.rows}-MAX_NUM_FORMS"]`).value);
  const add = box.querySelector("[data-add-row]");

  const updateAddButton = () => {
    add.disabled = Number(total.value) >= maximum;
  };

  add.addEventListener("click", () => {
    const html = box.querySelector("template").innerHTML.replaceAll("__prefix__", total.value);
    list.insertAdjacentHTML("beforeend", html);
    total.value = Number(total.value) + 1;
    list.lastElementChild.querySelector("input:not([type=hidden])").focus();
    updateAddButton();
  });

  list.addEventListener("click", ({ target }) => {
    const row = target.closest("[data-remove-row]")?.closest(".size-row");
    if (!row) return;
    const savedItem = row.querySelector('[name$="-item"]').value;
    for (const input of row.querySelectorAll("input")) {
      if (input.type === "checkbox") input.checked = Boolean(savedItem);
      else if (!savedItem) input.value = "";
      input.required = false;
    }
    row.hidden = true;
    add.focus();
  });

  // Rows that were removed before a refused submit stay hidden.
  for (const row of list.children) row.hidden = row.querySelector("input[type=checkbox]").checked;
  updateAddButton();
}
