// Counts <time data-countdown datetime="…"> down by the server's clock. With `data-amber` and `data-red` (seconds left)
// it gets the classes `is-amber` and `is-red`, at zero `is-over`. Dispatches `countdown:red` and `countdown:over`, which
// bubble.
import { now } from "./clock.js";

const TICK = 250; // ms
const twoDigits = (number) => String(number).padStart(2, "0");

/** Format whole seconds as "2 d 04:05:06", "4:05:06" or "5:06". */
export function formatRemaining(seconds) {
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const hoursPart = hours || days ? `${days ? twoDigits(hours) : hours}:` : "";
  const minutesPart = hoursPart ? twoDigits(minutes) : minutes;
  const clock = `${hoursPart}${minutesPart}:${twoDigits(seconds % 60)}`;
  return days ? `${days} d ${clock}` : clock;
}

const dispatchStage = (element, stage) =>
  element.dispatchEvent(new CustomEvent(`countdown:${stage}`, { bubbles: true }));

function updateCountdown(element) {
  const left = Math.max(0, Math.ceil((Date.parse(element.dateTime) - now()) / 1000));
  const isRed = left <= Number(element.dataset.red ?? -1);
  element.textContent = formatRemaining(left);
  if (isRed && left > 0 && !element.classList.contains("is-red")) dispatchStage(element, "red");
  element.classList.toggle("is-red", isRed);
  element.classList.toggle("is-amber", !isRed && left <= Number(element.dataset.amber ?? -1));
  if (left > 0 || element.classList.contains("is-over")) return;
  element.classList.add("is-over");
  dispatchStage(element, "over");
}

function updateCountdowns(root = document) {
  for (const element of root.querySelectorAll("time[data-countdown]")) updateCountdown(element);
}

updateCountdowns();
setInterval(updateCountdowns, TICK);
for (const arrival of ["htmx:load", "live:added"]) {
  document.addEventListener(arrival, (event) => updateCountdowns(event.target));
}
