// Re-reads a drop when its countdown ends and no push has released it. The random delay spreads the requests of all
// pages. Reads `src` of the <live-topic> beside the countdown.
import { reread } from "./live-reread.js";

const SOON = 2_000,
  SPREAD = 6_000; // ms

document.addEventListener("countdown:over", ({ target }) => {
  const src = target.closest("[id]")?.querySelector("live-topic")?.src;
  if (src) setTimeout(() => target.isConnected && reread(src), SOON + Math.random() * SPREAD);
});
