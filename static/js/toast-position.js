// The position of toasts: a corner in which they cover no control, no countdown, and not the focus.
import { visibleToasts } from "./toast-card.js";
import { isAttended } from "./toast-pause.js";

const CONTROLS =
  "button, input:not([type=hidden]), select, textarea, summary, label:has(input), .button, [role=button], [data-countdown]";
const PLACES = ["", "is-elsewhere"]; // the usual corner, and the other one: see toast.css

const overlaps = (one, other) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

function* inTheWay(region) {
  const active = document.activeElement;
  if (active !== document.body && active?.id !== "main" && !region.contains(active)) yield active;
  for (const control of document.querySelectorAll(CONTROLS)) if (!region.contains(control)) yield control;
}

function isFree(region) {
  const boxes = visibleToasts(region).map((toast) => toast.getBoundingClientRect());
  for (const control of inTheWay(region)) {
    const box = control.getBoundingClientRect();
    if (boxes.some((toast) => overlaps(toast, box)) && control.checkVisibility({ visibilityProperty: true }))
      return false;
  }
  return true;
}

/** Move the toasts to a free corner. Without one they are hidden until that changes, and it returns false. */
export function position(region) {
  const toasts = visibleToasts(region);
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

/** Return whether there is room for one more toast. */
export function hasRoom(region, toast) {
  const probe = toast.cloneNode(true);
  probe.removeAttribute("id");
  probe.classList.add("is-probe");
  region.append(probe);
  const fits = position(region);
  probe.remove();
  if (!fits) position(region);
  return fits;
}

export function watchScrolling(region) {
  let asked = false;
  addEventListener(
    "scroll",
    () => {
      if (asked || !visibleToasts(region).length) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        position(region);
      });
    },
    { capture: true, passive: true },
  );
  addEventListener("resize", () => position(region));
}
