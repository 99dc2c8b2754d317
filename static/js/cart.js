// The cart's answers: a refusal (4xx) is shown like any other answer, and an older picture never replaces a newer one.
import { reread } from "./live-reread.js";
import { isOlder } from "./versions.js";

const isCart = (element) => element?.id === "cart" || element?.id === "cart-box";

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!isCart(detail.target)) return;
  const isAnswer = detail.serverResponse.includes('id="cart-box"');
  if (detail.xhr.status >= 400 && detail.xhr.status < 500 && isAnswer) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
  if (isOlder(detail.serverResponse, detail.target)) detail.shouldSwap = false;
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { detail } = event;
  if (!isCart(detail.target)) return;
  const holder = document.createElement("div");
  holder.append(detail.fragment.cloneNode(true));
  if (isOlder(holder.innerHTML, detail.target)) detail.shouldSwap = false;
});

// Who removes a line by keyboard goes on in the cart: htmx brings the focus back only to what is still there.
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

// The answer to a form that left the page meanwhile reaches the box alone: what is older beside it is read again.
document.addEventListener("htmx:load", ({ target }) => {
  const cart = target.id === "cart-box" && document.getElementById("cart");
  if (cart && cart.dataset.of === target.dataset.of && Number(cart.dataset.version) < Number(target.dataset.version)) {
    reread(cart.querySelector("live-topic").src);
  }
});
