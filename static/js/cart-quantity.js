// Sends changed quantities: one request at a time, the last number wins, and the number stays on screen until the
// response. Then the line shows the quantity of the server.
const pending = new Map(); // item -> the quantity that is being sent or waits to be sent
let isSending = false;

const line = (item) => document.getElementById(`line-${item}`);

function show(item, quantity) {
  const input = line(item)?.querySelector("input[name=quantity]");
  if (input && input.value !== quantity) input.value = quantity;
}

async function send() {
  if (isSending) return;
  isSending = true;
  for (const item of pending.keys()) {
    // Changed again during the request, the item moves to the end of the map and is sent once more.
    const quantity = pending.get(item);
    await post(item, quantity);
    if (pending.get(item) !== quantity) continue;
    pending.delete(item);
    show(item, line(item)?.dataset.quantity);
  }
  isSending = false;
}

async function post(item, quantity) {
  const form = line(item)?.querySelector(".line__quantity");
  if (!form) return;
  const options = { source: form, target: "#cart", swap: "outerHTML", values: { item, quantity } };
  // The notices report failed requests.
  await htmx.ajax("POST", form.getAttribute("action"), options).catch(() => {});
}

const formOf = (target) => target.closest?.("#cart .line__quantity");

document.addEventListener("change", ({ target }) => {
  const form = formOf(target);
  if (!form || target.name !== "quantity") return;
  const item = form.querySelector("[name=item]").value; // `elements.item` is a method
  pending.delete(item);
  pending.set(item, target.value);
  send();
});
document.addEventListener("submit", (event) => {
  if (formOf(event.target)) event.preventDefault();
});

// Restores pending quantities after each redraw of the cart, before the next frame.
const cart = document.getElementById("cart");
new MutationObserver(() => {
  for (const [item, quantity] of pending) show(item, quantity);
}).observe(cart.parentElement, { childList: true });
