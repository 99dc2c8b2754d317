// Purchase toasts. What waits is in the page, hidden, where pushes and re-reads put it; shown is what moves to #toasts.
import { isCatchingUp } from "./live-topic.js";
import { age, enter, isPurchase, keyOf, leave, serve, standing, TICK, words } from "./toast-card.js";
import { askForFloor, hasFloor, leaveFloor } from "./toast-floor.js";
import { isHeld, serveAttention } from "./toast-hold.js";
import { forgive, isGone, isKnown, isMuted, onOtherTab, remember } from "./toast-memory.js";
import { count, discount, endMore, isCounting, isDue, preview, showMore } from "./toast-more.js";
import { serveMute } from "./toast-mute.js";
import { noteShown } from "./toast-noted.js";
import { most, noteVisit } from "./toast-pace.js";
import { hasRoom, serveScrolling, settle } from "./toast-place.js";
import { ageOf, begin, crowd, hasHope, isNext, next, note, surplus } from "./toast-queue.js";

const ON_ITS_WAY = 15_000; // ms
const region = document.getElementById("toasts");
const source = document.getElementById("toasts-source");
const list = document.getElementById("toasts-waiting");
const waiting = () => standing(list);
// What happened just before the page opened is told in order: a purchase, then that it was taken back. Neither is news yet.
const mayShow = () => !isSilent() && !isHeld(region) && !isCatchingUp("toasts");
const isList = "list" in region.dataset; // of purchases: it shows them itself
const isSilent = () => isList || document.hidden || !hasFloor() || isMuted();
let merged = document.getElementById("toasts-fresh");
let heart = 0;

// Marked in the page, by the page itself or by a push: one's own purchases, those taken back, those shown again.
function readMarks() {
  const marks = [...document.querySelectorAll("[data-toast-own], [data-toast-off], [data-toast-on], [data-line-off]")];
  if (!marks.length) return;
  const keys = (name) => marks.map((mark) => mark.dataset[name]).filter(Boolean);
  remember(keys("toastOwn"), "own");
  remember(keys("toastOff"), "off");
  forgive(keys("toastOn"));
  discount([...keys("toastOwn"), ...keys("toastOff")]);
  for (const key of [...keys("toastOff"), ...keys("lineOff")]) document.getElementById(`purchase-${key}`)?.remove();
  for (const mark of marks) mark.remove();
}

// A list read anew tells what was missed, and what was taken back: whatever it lacks, unless that is so young that
// it may have been pushed while the list was on its way.
function merge() {
  const read = document.getElementById("toasts-fresh");
  if (read === merged) return;
  merged = read;
  const listed = new Map([...read.querySelectorAll(".toast")].map((toast) => [toast.id, toast]));
  for (const toast of [...waiting(), ...standing(region)].filter(isPurchase)) {
    const fresh = listed.get(toast.id);
    if (!fresh && ageOf(toast) > ON_ITS_WAY) leave(toast);
    // Of a basket something may have been taken back meanwhile.
    if (fresh && words(fresh) !== words(toast)) toast.replaceChildren(...fresh.childNodes);
    listed.delete(toast.id);
  }
  list.append(...listed.values());
  read.replaceChildren();
}

function tidy() {
  readMarks();
  merge();
  // While muted, only the note that says so may stand; else only what it is not.
  const isOut = (toast) => isGone(keyOf(toast)) || isMuted() === (toast.id !== "toast-muted");
  for (const toast of standing(region)) if (isOut(toast)) leave(toast);
  for (const toast of waiting()) if (isKnown(keyOf(toast))) toast.remove();
  if (mayShow()) count(crowd(waiting(), isCounting()));
  for (const toast of surplus(waiting())) toast.remove();
  const more = endMore(region);
  if (more) leave(more);
}

function show() {
  if (!mayShow() || standing(region).length >= most()) return;
  const toast = next(waiting());
  if (toast && hasRoom(region, toast)) {
    remember([keyOf(toast)], "seen");
    noteShown(keyOf(toast));
    note(toast);
    enter(toast, region);
  } else if (!toast && !isNext(waiting()) && isDue() && hasRoom(region, preview())) {
    enter(showMore(), region);
  }
}

function beat() {
  tidy();
  if (!document.hidden) {
    if (settle(region)) age(region);
    show();
  }
  if (document.hidden || (!standing(region).length && (isSilent() || !(isCounting() || hasHope(waiting()))))) {
    clearInterval(heart);
    heart = 0;
  }
}

function wake() {
  if (document.hidden || isList) leaveFloor();
  else askForFloor(wake);
  heart ||= setInterval(beat, TICK);
  tidy();
  show();
}

begin(waiting());
noteVisit();
serve(region);
serveAttention(region);
serveScrolling(region);
const label = serveMute(region, wake);
onOtherTab(() => {
  label();
  wake();
});
new MutationObserver(wake).observe(source, { childList: true, subtree: true });
document.addEventListener("visibilitychange", () => {
  noteVisit();
  wake();
});
addEventListener("pagehide", leaveFloor);
addEventListener("pageshow", wake);
wake();
