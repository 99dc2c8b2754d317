// Keeps <time data-relative datetime="…"> true while the page stays open, in elements that arrive later too.
import { now } from "./clock.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Say how long ago something was, `seconds` being its age. */
export function relative(seconds) {
  if (seconds < MINUTE) return "just now";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  if (seconds < 2 * DAY) return "yesterday";
  return `${Math.floor(seconds / DAY)} days ago`;
}

function tell(element) {
  const text = relative((now() - Date.parse(element.dateTime)) / 1000);
  if (element.textContent !== text) element.textContent = text;
}

function tellAll(root = document) {
  for (const element of root.querySelectorAll("time[data-relative]")) tell(element);
}

tellAll();
setInterval(tellAll, 1000);
document.addEventListener("visibilitychange", () => tellAll());
for (const arrival of ["htmx:load", "live:added"]) {
  document.addEventListener(arrival, (event) => tellAll(event.target));
}
