// Shows purchase toasts. `html` frames and re-reads put waiting toasts into #toasts-source, which is hidden; shown toasts
// move to #toasts. Reads `data-list` of #toasts, and the marks `data-toast-own`, `data-toast-off`, `data-toast-on` and
// `data-line-off`.
import { isCatchingUp } from "./live-topic.js";
import {
  countDown,
  handleCards,
  isPurchase,
  keyOf,
  removeToast,
  showToast,
  TICK,
  textOf,
  visibleToasts,
} from "./toast-card.js";
import { isLeader, releaseLeadership, requestLeadership } from "./toast-leader.js";
import { allowAgain, isGone, isKnown, isMuted, onChangeInOtherTab, remember } from "./toast-memory.js";
import { handleMute } from "./toast-mute.js";
import { maxVisible, recordVisit } from "./toast-pace.js";
import { arePaused, watchPointer } from "./toast-pause.js";
import { hasRoom, position, watchScrolling } from "./toast-position.js";
import {
  ageOf,
  canShowMore,
  excess,
  hasLiveWaiting,
  markEarlier,
  nextToast,
  overflow,
  recordShown,
} from "./toast-queue.js";
import { reportShown } from "./toast-report.js";
import {
  addToSummary,
  closeSummary,
  createSummary,
  isCounting,
  isSummaryDue,
  removeFromSummary,
  summaryTemplate,
} from "./toast-summary.js";

const PUSH_DELAY = 15_000; // ms
const region = document.getElementById("toasts");
const source = document.getElementById("toasts-source");
const list = document.getElementById("toasts-waiting");
const waiting = () => visibleToasts(list);
// A new page first gets the missed pushes in order, e.g. a purchase and then its withdrawal: it waits for them.
const mayShow = () => !isSilent() && !arePaused(region) && !isCatchingUp("toasts");
const isList = "list" in region.dataset; // pages that list the purchases show no toasts
const isSilent = () => isList || document.hidden || !isLeader() || isMuted();
let mergedList = document.getElementById("toasts-fresh");
let timer = 0;

// Reads the marks that the page or a push contains: own purchases, withdrawn ones, and restored ones.
function readMarks() {
  const marks = [...document.querySelectorAll("[data-toast-own], [data-toast-off], [data-toast-on], [data-line-off]")];
  if (!marks.length) return;
  const keys = (name) => marks.map((mark) => mark.dataset[name]).filter(Boolean);
  remember(keys("toastOwn"), "own");
  remember(keys("toastOff"), "off");
  allowAgain(keys("toastOn"));
  removeFromSummary([...keys("toastOwn"), ...keys("toastOff")]);
  for (const key of [...keys("toastOff"), ...keys("lineOff")]) document.getElementById(`purchase-${key}`)?.remove();
  for (const mark of marks) mark.remove();
}

// Merges a fresh list: adds missed toasts, and removes those that it lacks. Toasts so young that they may have been
// pushed while the list was loading stay.
function mergeList() {
  const read = document.getElementById("toasts-fresh");
  if (read === mergedList) return;
  mergedList = read;
  const listed = new Map([...read.querySelectorAll(".toast")].map((toast) => [toast.id, toast]));
  for (const toast of [...waiting(), ...visibleToasts(region)].filter(isPurchase)) {
    const fresh = listed.get(toast.id);
    if (!fresh && ageOf(toast) > PUSH_DELAY) removeToast(toast);
    // A line of the same order may have been withdrawn meanwhile.
    if (fresh && textOf(fresh) !== textOf(toast)) toast.replaceChildren(...fresh.childNodes);
    listed.delete(toast.id);
  }
  list.append(...listed.values());
  read.replaceChildren();
}

function updateToasts() {
  readMarks();
  mergeList();
  // While muted only the note about it is shown, otherwise everything but that note.
  const mustGo = (toast) => isGone(keyOf(toast)) || isMuted() === (toast.id !== "toast-muted");
  for (const toast of visibleToasts(region)) if (mustGo(toast)) removeToast(toast);
  for (const toast of waiting()) if (isKnown(keyOf(toast))) toast.remove();
  if (mayShow()) addToSummary(overflow(waiting(), isCounting()));
  for (const toast of excess(waiting())) toast.remove();
  const more = closeSummary(region);
  if (more) removeToast(more);
}

function showNext() {
  if (!mayShow() || visibleToasts(region).length >= maxVisible()) return;
  const toast = nextToast(waiting());
  if (toast && hasRoom(region, toast)) {
    remember([keyOf(toast)], "seen");
    reportShown(keyOf(toast));
    recordShown(toast);
    showToast(toast, region);
  } else if (!toast && !hasLiveWaiting(waiting()) && isSummaryDue() && hasRoom(region, summaryTemplate())) {
    showToast(createSummary(), region);
  }
}

function updateAndShow() {
  updateToasts();
  if (!document.hidden) {
    if (position(region)) countDown(region);
    showNext();
  }
  if (document.hidden || (!visibleToasts(region).length && (isSilent() || !(isCounting() || canShowMore(waiting()))))) {
    clearInterval(timer);
    timer = 0;
  }
}

function startToasts() {
  if (document.hidden || isList) releaseLeadership();
  else requestLeadership(startToasts);
  timer ||= setInterval(updateAndShow, TICK);
  updateToasts();
  showNext();
}

markEarlier(waiting());
recordVisit();
handleCards(region);
watchPointer(region);
watchScrolling(region);
const updateLabels = handleMute(region, startToasts);
onChangeInOtherTab(() => {
  updateLabels();
  startToasts();
});
new MutationObserver(startToasts).observe(source, { childList: true, subtree: true });
document.addEventListener("visibilitychange", () => {
  recordVisit();
  startToasts();
});
addEventListener("pagehide", releaseLeadership);
addEventListener("pageshow", startToasts);
startToasts();
