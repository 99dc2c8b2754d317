// Re-reads the partials of a page that the back button restores: without a socket the page would stay outdated.
import { reread } from "./live-reread.js";

addEventListener("pageshow", ({ persisted }) => {
  const [navigation] = performance.getEntriesByType("navigation");
  if (!persisted && navigation?.type !== "back_forward") return;
  const shown = [...document.querySelectorAll("live-topic")].map((one) => one.src).filter(Boolean);
  for (const src of new Set(shown)) reread(src);
});
