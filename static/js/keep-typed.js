// Keeps typed text when a response, a push or a re-read replaces the form. Text that was sent and accepted is dropped;
// text that was typed during the request is kept. Skips fields inside `data-keep-choice` and `data-draft`.
const KEPT =
  "textarea[id], select[id], input[id]:not([type=password], [type=hidden], [type=file], [type=checkbox], [type=radio])";
const typed = new Map(); // id of a field -> { value, sent, isOpen }: isOpen is that of the <details> around it
let focused = { id: "" };

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.(KEPT) || target.closest("[data-keep-choice], [data-draft]")) return;
  typed.set(target.id, { ...typed.get(target.id), value: target.value, isOpen: true });
});

// A quantity in the cart is sent as soon as it changes; `cart-quantity.js` handles it from then on.
document.addEventListener("change", ({ target }) => {
  if (target.closest?.("#cart .line__quantity")) typed.delete(target.id);
});

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.isConnected || !target.querySelectorAll) return;
    for (const { id } of target.querySelectorAll(KEPT)) if (typed.has(id)) typed.get(id).isOpen = target.open;
  },
  true,
);

document.addEventListener(
  "submit",
  ({ target: form }) => {
    for (const { id, value } of form.querySelectorAll(KEPT)) if (typed.has(id)) typed.get(id).sent = value;
  },
  true,
);

// Before the swap: the server has received the sent text.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = detail.requestConfig?.elt;
  if (detail.xhr.status >= 400 || !form?.querySelectorAll) return;
  for (const { id } of form.querySelectorAll(KEPT)) if (typed.get(id)?.sent === typed.get(id)?.value) typed.delete(id);
});

document.addEventListener("focusin", ({ target }) => {
  focused = target;
});

function restoreField(field) {
  const { value, isOpen } = typed.get(field.id);
  const details = field.closest("details");
  if (field.value === value) return;
  field.value = value;
  if (details && isOpen) details.open = true;
  if (field.id !== focused.id || field === focused || document.activeElement !== document.body) return;
  const { selectionStart, selectionEnd } = focused;
  field.focus();
  if (selectionStart !== null && field.setSelectionRange && field.type !== "number")
    field.setSelectionRange(selectionStart, selectionEnd);
}

for (const arrival of ["htmx:load", "live:added"]) {
  document.addEventListener(arrival, ({ target }) => {
    if (!typed.size || !target.querySelectorAll) return;
    const fields = [...target.querySelectorAll(KEPT), ...(target.matches(KEPT) ? [target] : [])];
    for (const field of fields) if (typed.has(field.id)) restoreField(field);
  });
}
