// Keeps the signed copy of the cart and offers it back when the browser's cookies were lost. What a copy says is the
// server's to judge; nothing here can read or change it.
import { reread } from "./live-reread.js";

const COPY = "livestall.cart-copy",
  OF = "livestall.cart-of",
  FORGET = "cart_forget";

const box = () => document.getElementById("cart-box");

function forgetAfterSignOut() {
  if (!document.cookie.split("; ").some((cookie) => cookie.startsWith(`${FORGET}=`))) return;
  document.cookie = `${FORGET}=; max-age=0; path=/`;
  localStorage.removeItem(COPY);
}

function keep() {
  const { copy, version, of } = box()?.dataset ?? {};
  if (of === undefined) return;
  if (document.querySelector("[data-copy-refused]")) localStorage.removeItem(COPY);
  if (copy) localStorage.setItem(COPY, copy);
  // The server knows this shopper and says the cart is empty: bought or emptied, so there is nothing to bring back.
  else if (Number(version) > 0) localStorage.removeItem(COPY);
  if (localStorage.getItem(OF) !== of) localStorage.setItem(OF, of);
  offer(copy ? null : localStorage.getItem(COPY));
}

function offer(copy) {
  for (const form of document.querySelectorAll("form[data-restore]")) {
    form.elements.copy.value = copy ?? "";
    form.hidden = !copy;
  }
}

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-forget]")) return;
  localStorage.removeItem(COPY);
  offer(null);
});

// Another tab signed in or out: what this one shows is somebody else's by now.
addEventListener("storage", ({ key, newValue }) => {
  if (key !== OF || newValue === box()?.dataset.of) return;
  for (const one of document.querySelectorAll("#cart-box live-topic, #cart > live-topic")) reread(one.src);
});

try {
  forgetAfterSignOut();
  keep();
  document.addEventListener("htmx:load", keep);
} catch {
  // Storage is switched off in this browser: there is no copy then, and the server's cart is all there is.
}
