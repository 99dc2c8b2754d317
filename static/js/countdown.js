// Counts <time data-countdown datetime="…"> down by the server's clock. With data-amber and data-red (seconds
// left) it takes the classes is-amber and is-red, the latter with a bubbling "countdown:red"; at zero it is-over, with
// "countdown:over".
import { now } from "./clock.js";

const two = (number) => String(number).padStart(2, "0");

/** Write a number of whole seconds as "2 d 04:05:06", "4:05:06" or "5:06". */
export function remaining(seconds) {
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const clock = `${hours || days ? `${days ? two(hours) : hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
  return days ? `${days} d ${clock}` : clock;
}

const tellOf = (element, what) => element.dispatchEvent(new CustomEvent(`countdown:${what}`, { bubbles: true }));

function tell(element) {
  const left = Math.max(0, Math.ceil((Date.parse(element.dateTime) - now()) / 1000));
  const red = left <= Number(element.dataset.red ?? -1);
  element.textContent = remaining(left);
  if (red && left > 0 && !element.classList.contains("is-red")) tellOf(element, "red");
  element.classList.toggle("is-red", red);
  element.classList.toggle("is-amber", !red && left <= Number(element.dataset.amber ?? -1));
  if (left > 0 || element.classList.contains("is-over")) return;
  element.classList.add("is-over");
  tellOf(element, "over");
}

function tellAll(root = document) {
  for (const element of root.querySelectorAll("time[data-countdown]")) tell(element);
}

tellAll();
setInterval(tellAll, 250);
for (const arrival of ["htmx:load", "live:added"]) {
  document.addEventListener(arrival, (event) => tellAll(event.target));
}
