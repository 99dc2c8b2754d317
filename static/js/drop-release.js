// A push opens a drop at its time. If none arrives, the page re-reads after a random delay, so that not all ask at once.
import { reread } from "./live-reread.js";

const SOON = 2_000,
  SPREAD = 6_000; // ms

document.addEventListener("countdown:over", ({ target }) => {
  const src = target.closest("[id]")?.querySelector("live-topic")?.src;
  if (src) setTimeout(() => target.isConnected && reread(src), SOON + Math.random() * SPREAD);
});
