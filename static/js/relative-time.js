// Updates <time data-relative datetime="…"> while the page is open, also in elements added later.
import { now } from "./clock.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Return an age in seconds as text. */
export function relative(seconds) {
  if (seconds < MINUTE) return "just now";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  if (seconds < 2 * DAY) return "yesterday";
  return `${Math.floor(seconds / DAY)} days ago`;
}

function updateTime(element) {
  const text = relative((now() - Date.parse(element.dateTime)) / 1000);
  if (element.textContent !== text) element.textContent = text;
}

function updateAll(root = document) {
  for (const element of root.querySelectorAll("time[data-relative]")) updateTime(element);
}

updateAll();
setInterval(updateAll, 1000);
document.addEventListener("visibilitychange", () => updateAll());
for (const arrival of ["htmx:load", "live:added"]) {
  document.addEventListener(arrival, (event) => updateAll(event.target));
}
