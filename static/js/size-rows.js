// Rows of sizes: one more from the template, and one less. A removed row stays in the form, marked or emptied, so
// that the numbers of the others hold.

for (const box of document.querySelectorAll("[data-rows]")) {
  const list = box.querySelector("[data-rows-list]");
  const total = box.querySelector(`[name="${box.dataset.rows}-TOTAL_FORMS"]`);
  const most = Number(box.querySelector(`[name="${box.dataset.rows}-MAX_NUM_FORMS"]`).value);
  const add = box.querySelector("[data-add-row]");

  const judge = () => {
    add.disabled = Number(total.value) >= most;
  };

  add.addEventListener("click", () => {
    const html = box.querySelector("template").innerHTML.replaceAll("__prefix__", total.value);
    list.insertAdjacentHTML("beforeend", html);
    total.value = Number(total.value) + 1;
    list.lastElementChild.querySelector("input:not([type=hidden])").focus();
    judge();
  });

  list.addEventListener("click", ({ target }) => {
    const row = target.closest("[data-remove-row]")?.closest(".size-row");
    if (!row) return;
    const known = row.querySelector('[name$="-item"]').value;
    for (const input of row.querySelectorAll("input")) {
      if (input.type === "checkbox") input.checked = Boolean(known);
      else if (!known) input.value = "";
      input.required = false;
    }
    row.hidden = true;
    add.focus();
  });

  // What was removed before the form came back with a refusal stays out of sight.
  for (const row of list.children) row.hidden = row.querySelector("input[type=checkbox]").checked;
  judge();
}
