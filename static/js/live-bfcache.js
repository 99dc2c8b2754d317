// The back button brings a page as it was left, and without a socket nobody else would tell it what happened since.
import { reread } from "./live-reread.js";

addEventListener("pageshow", ({ persisted }) => {
  const [navigation] = performance.getEntriesByType("navigation");
  if (!persisted && navigation?.type !== "back_forward") return;
  const shown = [...document.querySelectorAll("live-topic")].map((one) => one.src).filter(Boolean);
  for (const src of new Set(shown)) reread(src);
});
