// Where toasts stand: in a corner in which they lie over nothing that can be pressed, typed into, runs out or has the focus.
import { standing } from "./toast-card.js";
import { isAttended } from "./toast-hold.js";

const CONTROLS =
  "button, input:not([type=hidden]), select, textarea, summary, label:has(input), .button, [role=button], [data-countdown]";
const PLACES = ["", "is-elsewhere"]; // where they stand ordinarily, and the other corner: see toast.css

const overlaps = (one, other) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

function* inTheWay(region) {
  const active = document.activeElement;
  if (active !== document.body && active?.id !== "main" && !region.contains(active)) yield active;
  for (const control of document.querySelectorAll(CONTROLS)) if (!region.contains(control)) yield control;
}

function isFree(region) {
  const boxes = standing(region).map((toast) => toast.getBoundingClientRect());
  for (const control of inTheWay(region)) {
    const box = control.getBoundingClientRect();
    if (boxes.some((toast) => overlaps(toast, box)) && control.checkVisibility({ visibilityProperty: true }))
      return false;
  }
  return true;
}

/** Put the toasts where they are in nobody's way; false, and unseen until that changes, where there is no such place. */
export function settle(region) {
  const toasts = standing(region);
  if (!toasts.length) region.classList.remove(PLACES[1], "is-aside");
  if (!toasts.length || toasts.some(isAttended)) return true;
  const now = region.classList.contains(PLACES[1]) ? PLACES[1] : PLACES[0];
  const found = [now, ...PLACES.filter((place) => place !== now)].find((place) => {
    region.classList.toggle(PLACES[1], place === PLACES[1]);
    return isFree(region);
  });
  region.classList.toggle("is-aside", found === undefined);
  return found !== undefined;
}

/** Tell whether one more toast finds a place beside those that stand. */
export function hasRoom(region, toast) {
  const probe = toast.cloneNode(true);
  probe.removeAttribute("id");
  probe.classList.add("is-probe");
  region.append(probe);
  const fits = settle(region);
  probe.remove();
  if (!fits) settle(region);
  return fits;
}

export function serveScrolling(region) {
  let asked = false;
  addEventListener(
    "scroll",
    () => {
      if (asked || !standing(region).length) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        settle(region);
      });
    },
    { capture: true, passive: true },
  );
  addEventListener("resize", () => settle(region));
}
