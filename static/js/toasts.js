// Purchase toasts. What waits is in the page, hidden, where pushes and re-reads put it; shown is what moves to #toasts.
import { TICK, age, keyOf, leave, serve, standing } from "./toast-card.js";
import { isGone, isKnown, onOtherTab, remember } from "./toast-memory.js";
import { ToastQueue } from "./toast-queue.js";

const region = document.getElementById("toasts");
const source = document.getElementById("toasts-source");
const phone = matchMedia("(width < 40rem)");
const waiting = () => [...document.querySelectorAll("#toasts-waiting .toast")];
const queue = new ToastQueue(waiting());
let list = document.getElementById("toasts-waiting");
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

// A list read anew is the truth: what is shown and no longer in it was taken back while nobody told us.
function compare() {
  const fresh = document.getElementById("toasts-waiting");
  if (fresh === list) return;
  list = fresh;
  const there = new Set(waiting().map((toast) => toast.id));
  for (const toast of standing(region)) if (!there.has(toast.id)) leave(toast);
}

function tidy() {
  skip();
  compare();
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
