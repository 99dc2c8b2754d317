// Buttons that change a quantity by one: `data-stepper` is around the field and its buttons, `data-step` is 1 or -1.
// Without scripts the buttons are hidden and the number is typed.

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-stepper] [data-step]");
  if (!button) return;
  const input = button.parentElement.querySelector("input");
  const before = input.value;
  input[button.dataset.step > 0 ? "stepUp" : "stepDown"]();
  if (input.value !== before) input.dispatchEvent(new Event("change", { bubbles: true }));
});
