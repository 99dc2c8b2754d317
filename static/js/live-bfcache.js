// The back button restores a page as it was left: without this re-read it would stay outdated if no socket gets through.
import { reread } from "./live-reread.js";

addEventListener("pageshow", ({ persisted }) => {
  const [navigation] = performance.getEntriesByType("navigation");
  if (!persisted && navigation?.type !== "back_forward") return;
  const shown = [...document.querySelectorAll("live-topic")].map((one) => one.src).filter(Boolean);
  for (const src of new Set(shown)) reread(src);
});
