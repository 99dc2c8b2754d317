// Keeps the signed copy of the cart, and offers to restore it when the browser's cookies were lost. Only the server can
// read the copy or change it.
import { reread } from "./live-reread.js";

const COPY = "livestall.cart-copy",
  OWNER = "livestall.cart-of",
  FORGET_COOKIE = "cart_forget";

const cartMenu = () => document.getElementById("cart-box");

function deleteAfterSignOut() {
  if (!document.cookie.split("; ").some((cookie) => cookie.startsWith(`${FORGET_COOKIE}=`))) return;
  document.cookie = `${FORGET_COOKIE}=; max-age=0; path=/`;
  localStorage.removeItem(COPY);
}

function saveCopy() {
  const { copy, version, of } = cartMenu()?.dataset ?? {};
  if (of === undefined) return;
  if (document.querySelector("[data-copy-refused]")) localStorage.removeItem(COPY);
  if (copy) localStorage.setItem(COPY, copy);
  // The server knows this shopper and the cart is empty: it was bought or emptied, so there is nothing to restore.
  else if (Number(version) > 0) localStorage.removeItem(COPY);
  if (localStorage.getItem(OWNER) !== of) localStorage.setItem(OWNER, of);
  offerCopy(copy ? null : localStorage.getItem(COPY));
}

function offerCopy(copy) {
  for (const form of document.querySelectorAll("form[data-restore]")) {
    form.elements.copy.value = copy ?? "";
    form.hidden = !copy;
  }
}

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-forget]")) return;
  localStorage.removeItem(COPY);
  offerCopy(null);
});

// Another tab signed in or out: this tab shows the cart of another owner.
addEventListener("storage", ({ key, newValue }) => {
  if (key !== OWNER || newValue === cartMenu()?.dataset.of) return;
  for (const one of document.querySelectorAll("#cart-box live-topic, #cart > live-topic")) reread(one.src);
});

try {
  deleteAfterSignOut();
  saveCopy();
  document.addEventListener("htmx:load", saveCopy);
} catch {
  // Storage is disabled in this browser: there is no copy, only the cart on the server.
}
