// Sends changed quantities of the cart page: one request at a time, and the last number wins. The typed number stays on
// screen until the response; then the line shows the quantity of the server (`data-quantity`).
const pending = new Map(); // item -> the quantity that is being sent or waits to be sent
let isSending = false;

const findLine = (item) => document.getElementById(`line-${item}`);

function showQuantity(item, quantity) {
  const input = findLine(item)?.querySelector("input[name=quantity]");
  if (input && input.value !== quantity) input.value = quantity;
}

async function sendPending() {
  if (isSending) return;
  isSending = true;
  for (const item of pending.keys()) {
    // An item that changes again during its request moves to the end of the map and is sent once more.
    const quantity = pending.get(item);
    await postQuantity(item, quantity);
    if (pending.get(item) !== quantity) continue;
    pending.delete(item);
    showQuantity(item, findLine(item)?.dataset.quantity);
  }
  isSending = false;
}

async function postQuantity(item, quantity) {
  const form = findLine(item)?.querySelector(".line__quantity");
  if (!form) return;
  const options = { source: form, target: "#cart", swap: "outerHTML", values: { item, quantity } };
  // `notices.js` reports failed requests.
  await htmx.ajax("POST", form.getAttribute("action"), options).catch(() => {});
}

const formOf = (target) => target.closest?.("#cart .line__quantity");

document.addEventListener("change", ({ target }) => {
  const form = formOf(target);
  if (!form || target.name !== "quantity") return;
  const item = form.querySelector("[name=item]").value; // `elements.item` is a method
  pending.delete(item);
  pending.set(item, target.value);
  sendPending();
});
document.addEventListener("submit", (event) => {
  if (formOf(event.target)) event.preventDefault();
});

// Restores pending quantities after each redraw of the cart, before the next frame.
const cart = document.getElementById("cart");
new MutationObserver(() => {
  for (const [item, quantity] of pending) showQuantity(item, quantity);
}).observe(cart.parentElement, { childList: true });
