// Shows <time data-relative datetime="…"> as an age, updated every second, also in elements that are added later.
import { now } from "./clock.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Format an age in seconds. */
export function formatAge(seconds) {
  if (seconds < MINUTE) return "just now";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  if (seconds < 2 * DAY) return "yesterday";
  return `${Math.floor(seconds / DAY)} days ago`;
}

function updateTime(element) {
  const text = formatAge((now() - Date.parse(element.dateTime)) / 1000);
  if (element.textContent !== text) element.textContent = text;
}

function updateTimes(root = document) {
  for (const element of root.querySelectorAll("time[data-relative]")) updateTime(element);
}

updateTimes();
setInterval(updateTimes, 1000);
document.addEventListener("visibilitychange", () => updateTimes());
for (const arrival of ["htmx:load", "live:added"]) {
  document.addEventListener(arrival, (event) => updateTimes(event.target));
}
