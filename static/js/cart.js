// Responses with the cart: a refusal (4xx) is swapped in like a success, and an older version never replaces a newer one.
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

// After removing a line by keyboard the focus stays in the cart: htmx restores it only to elements that still exist.
let focused = null; // id of the part of the cart that has the focus

document.addEventListener("focusin", ({ target }) => {
  focused = target.closest("#cart, #cart-box")?.id ?? null;
});
document.addEventListener("pointerdown", () => {
  focused = null;
});

document.addEventListener("htmx:load", () => {
  const part = focused && document.getElementById(focused);
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
