// Handles responses that contain the cart: a refusal (4xx) is swapped in like a success, and an older version never
// replaces a newer one. Reads `data-version` and `data-of` (owner) of #cart and #cart-box.
import { reread } from "./live-reread.js";
import { isOlder } from "./versions.js";

const isCart = (element) => element?.id === "cart" || element?.id === "cart-box";

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!isCart(detail.target)) return;
  const hasCart = detail.serverResponse.includes('id="cart-box"');
  if (detail.xhr.status >= 400 && detail.xhr.status < 500 && hasCart) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
  if (isOlder(detail.serverResponse, detail.target)) detail.shouldSwap = false;
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { detail } = event;
  if (!isCart(detail.target)) return;
  const wrapper = document.createElement("div");
  wrapper.append(detail.fragment.cloneNode(true));
  if (isOlder(wrapper.innerHTML, detail.target)) detail.shouldSwap = false;
});

// Keeps the focus in the cart after a line is removed by keyboard: htmx restores the focus only to elements that exist.
let focusedId = null; // id of the part of the cart with the focus

document.addEventListener("focusin", ({ target }) => {
  focusedId = target.closest("#cart, #cart-box")?.id ?? null;
});
document.addEventListener("pointerdown", () => {
  focusedId = null;
});

document.addEventListener("htmx:load", () => {
  const part = focusedId && document.getElementById(focusedId);
  if (!part || document.activeElement !== document.body) return;
  [...part.querySelectorAll("summary, a, button")]
    .find((one) => one.checkVisibility() && !one.closest("#last-change"))
    ?.focus();
});

// The response to a form that was removed meanwhile updates only the cart menu: an older cart page is re-read.
document.addEventListener("htmx:load", ({ target }) => {
  const cart = target.id === "cart-box" && document.getElementById("cart");
  if (cart && cart.dataset.of === target.dataset.of && Number(cart.dataset.version) < Number(target.dataset.version)) {
    reread(cart.querySelector("live-topic").src);
  }
});
