// Keeps the selected size and quantity inside an element with `data-keep-choice` when htmx replaces it.

const kept = new Map();

document.addEventListener("change", ({ target }) => {
  const box = target.closest?.("[data-keep-choice][id]");
  if (box) kept.set(box.id, { ...kept.get(box.id), [target.name]: target.value });
});

function restoreChoice(box) {
  for (const [name, value] of Object.entries(kept.get(box.id) ?? {})) {
    for (const input of box.querySelectorAll(`input[name="${CSS.escape(name)}"]`)) {
      if (input.type !== "radio") input.value = value;
      else if (input.value === value) input.checked = !input.disabled;
    }
  }
}

document.addEventListener("htmx:load", ({ target }) => {
  const box = target.closest?.("[data-keep-choice]");
  for (const element of box ? [box] : target.querySelectorAll("[data-keep-choice]")) restoreChoice(element);
});
