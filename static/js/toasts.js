// Purchase toasts. What waits is in the page, hidden, where pushes and re-reads put it; shown is what moves to #toasts.
import { TICK, age, keyOf, leave, serve, standing } from "./toast-card.js";
import { isGone, isKnown, onOtherTab, remember } from "./toast-memory.js";
import { ToastQueue, ageOf } from "./toast-queue.js";

const ON_ITS_WAY = 15_000; // ms
const region = document.getElementById("toasts");
const source = document.getElementById("toasts-source");
const phone = matchMedia("(width < 40rem)");
const list = document.getElementById("toasts-waiting");
const waiting = () => standing(list);
const queue = new ToastQueue(waiting());
let merged = document.getElementById("toasts-fresh");
let heart = 0;

// The buyer's own purchases, and those that were taken back: marked in the page, by the page itself or by a push.
function skip() {
  const marks = [...document.querySelectorAll("[data-toast-skip]")];
  if (!marks.length) return;
  const keys = marks.map((mark) => mark.dataset.toastSkip);
  remember(keys, { gone: true });
  for (const key of keys) document.getElementById(`purchase-${key}`)?.remove();
  for (const mark of marks) mark.remove();
}

// A list read anew tells what was missed, and what was taken back: whatever it lacks, unless that is so young that
// it may have been pushed while the list was on its way.
function merge() {
  const fresh = document.getElementById("toasts-fresh");
  if (fresh === merged) return;
  merged = fresh;
  const listed = new Map([...fresh.querySelectorAll(".toast")].map((toast) => [toast.id, toast]));
  for (const toast of [...waiting(), ...standing(region)]) {
    if (!listed.delete(toast.id) && ageOf(toast) > ON_ITS_WAY) leave(toast);
  }
  list.append(...listed.values());
  fresh.replaceChildren();
}

function tidy() {
  skip();
  merge();
  for (const toast of standing(region)) if (isGone(keyOf(toast))) leave(toast);
  for (const toast of waiting()) if (isKnown(keyOf(toast))) toast.remove();
  for (const toast of queue.surplus(waiting())) toast.remove();
}

function show() {
  if (standing(region).length >= (phone.matches ? 1 : 3)) return;
  const toast = queue.next(waiting());
  if (!toast) return;
  remember([keyOf(toast)]);
  queue.note(toast);
  region.append(toast);
}

function beat() {
  tidy();
  if (!document.hidden) {
    age(region);
    show();
  }
  if (document.hidden || (!standing(region).length && !queue.hasHope(waiting()))) {
    clearInterval(heart);
    heart = 0;
  }
}

function wake() {
  if (!heart) heart = setInterval(beat, TICK);
  tidy();
  if (!document.hidden) show();
}

serve(region);
onOtherTab(wake);
new MutationObserver(wake).observe(source, { childList: true, subtree: true });
document.addEventListener("visibilitychange", wake);
wake();
