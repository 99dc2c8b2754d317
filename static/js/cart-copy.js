// Keeps the signed copy of the cart in local storage, and offers to restore it when the cookies are lost. Only the server
// can read or change the copy. Reads `data-copy`, `data-version` and `data-of` (owner) of #cart-box, `data-copy-refused`,
// `data-restore` (form) and `data-forget` (button).
import { reread } from "./live-reread.js";

const COPY = "livestall.cart-copy",
  OWNER = "livestall.cart-of",
  FORGET_COOKIE = "cart_forget";

const cartMenu = () => document.getElementById("cart-box");

function deleteCopyAfterSignOut() {
  if (!document.cookie.split("; ").some((cookie) => cookie.startsWith(`${FORGET_COOKIE}=`))) return;
  document.cookie = `${FORGET_COOKIE}=; max-age=0; path=/`;
  // The new owner first: from then on no other tab saves the copy of the former one.
  localStorage.setItem(OWNER, cartMenu()?.dataset.of ?? "");
  localStorage.removeItem(COPY);
}

let pageOwner; // `data-of` of the cart that this page saved last

function saveCopy() {
  const { copy, version, of } = cartMenu()?.dataset ?? {};
  if (of === undefined) return;
  // Another tab signed in or out: this page shows the former owner's cart until it is read again.
  if (of === pageOwner && localStorage.getItem(OWNER) !== of) return;
  pageOwner = of;
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
  for (const topic of document.querySelectorAll("#cart-box live-topic, #cart > live-topic")) reread(topic.src);
});

try {
  deleteCopyAfterSignOut();
  saveCopy();
  document.addEventListener("htmx:load", saveCopy);
} catch {
  // Storage is disabled in this browser: there is no copy, only the cart on the server.
}
