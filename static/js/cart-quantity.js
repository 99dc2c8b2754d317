// A line's quantity, as it is tapped: one request in flight, the last number wins, and it stays in view until the
// server has answered. Then the line shows the truth, whatever became of the request.
const wanted = new Map(); // item -> the number that is on its way or waits for its turn
let isSending = false;

const line = (item) => document.getElementById(`line-${item}`);

function show(item, quantity) {
  const input = line(item)?.querySelector("input[name=quantity]");
  if (input && input.value !== quantity) input.value = quantity;
}

async function send() {
  if (isSending) return;
  isSending = true;
  for (const item of wanted.keys()) {
    // Tapped again meanwhile, it goes to the end of the line and comes round once more.
    const quantity = wanted.get(item);
    await post(item, quantity);
    if (wanted.get(item) !== quantity) continue;
    wanted.delete(item);
    show(item, line(item)?.dataset.quantity);
  }
  isSending = false;
}

async function post(item, quantity) {
  const form = line(item)?.querySelector(".line__quantity");
  if (!form) return;
  const answer = { source: form, target: "#cart", swap: "outerHTML", values: { item, quantity } };
  // What did not get through is told by the notices.
  await htmx.ajax("POST", form.getAttribute("action"), answer).catch(() => {});
}

const formOf = (target) => target.closest?.("#cart .line__quantity");

document.addEventListener("change", ({ target }) => {
  const form = formOf(target);
  if (!form || target.name !== "quantity") return;
  const item = form.querySelector("[name=item]").value; // `elements.item` is a method
  wanted.delete(item);
  wanted.set(item, target.value);
  send();
});
document.addEventListener("submit", (event) => {
  if (formOf(event.target)) event.preventDefault();
});

// Whatever draws the cart anew, before it is seen.
const cart = document.getElementById("cart");
new MutationObserver(() => {
  for (const [item, quantity] of wanted) show(item, quantity);
}).observe(cart.parentElement, { childList: true });
