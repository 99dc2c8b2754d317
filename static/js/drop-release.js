// A drop whose time is up opens by a push. Where none comes, the page asks the server itself, not all pages at once.
import { reread } from "./live-reread.js";

const SOON = 2_000,
  SPREAD = 6_000; // ms

document.addEventListener("countdown:over", ({ target }) => {
  const src = target.closest("[id]")?.querySelector("live-topic")?.src;
  if (src) setTimeout(() => target.isConnected && reread(src), SOON + Math.random() * SPREAD);
});
