// Pages of live carts: shows ages by the server's clock and the state of the connection (#carts-wire), and re-reads.
// Reads `data-follow` and `data-every` (ms between re-reads) of the list, `data-changes-at` of carts, and the pushed
// element `carts-pulse`.
import { now } from "./clock.js";
import { reread } from "./live-reread.js";
import { topics } from "./live-topic.js";

const TICK = 1_000,
  POLL = 5_000,
  PATIENCE = 3_000,
  SETTLE = 3_500; // ms, longer than the cache of the analytics
const MESSAGES = {
  live: "Live",
  connecting: "Connecting…",
  polling: "No live connection. Refreshing every 5 s.",
  lost: "Connection lost. This page may be out of date.",
  gone: "You no longer have access to these carts.",
};
const SHOWN = "[data-top-of], .figures, [data-follow] > :not(live-topic)";
const wire = document.getElementById("carts-wire");
let socketState = "connecting",
  hasAnswered = true,
  rereadAt = -Infinity,
  changedAt = -Infinity,
  settleTimer = 0,
  liveAt = performance.now();

const findList = () => document.querySelector("[data-follow]");
const findTopic = () => findList()?.querySelector("live-topic");

/** Return an age in seconds as words. */
export function formatAge(seconds) {
  if (seconds < 1) return "just now";
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return seconds < 172_800 ? "yesterday" : `${Math.floor(seconds / 86_400)} days ago`;
}

function connectionState() {
  const state = topics.get(findTopic()?.topic)?.state;
  if (state === "gone" || state === "sign in") return "gone";
  if (socketState === "live" && state === "live") {
    liveAt = performance.now();
    hasAnswered = true;
    return "live";
  }
  if (!hasAnswered) return "lost";
  return performance.now() - liveAt < PATIENCE ? "connecting" : "polling";
}

function showState() {
  const state = connectionState();
  if (wire.dataset.wire === state) return;
  wire.dataset.wire = state;
  wire.querySelector("[data-said]").textContent = MESSAGES[state];
  if (state === "gone") for (const one of document.querySelectorAll(SHOWN)) one.remove();
}

async function rereadList() {
  rereadAt = performance.now();
  const src = findTopic()?.src;
  const isDone = src ? await reread(src) : true;
  if (isDone !== undefined) hasAnswered = isDone;
  showState();
}

// Pages that are expensive to count are re-read at intervals. The server caches the count for some seconds, so the last
// re-read may miss the last change: one more follows after the cache time.
function rereadSoon() {
  const every = Number(findList()?.dataset.every ?? 0);
  changedAt = performance.now();
  if (changedAt - rereadAt >= every) rereadList();
  if (every && !settleTimer) settleTimer = setTimeout(rereadAfterCache, every, every);
}

function rereadAfterCache(every) {
  settleTimer = performance.now() - changedAt < SETTLE ? setTimeout(rereadAfterCache, every, every) : 0;
  rereadList();
}

function updatePage() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const text = formatAge((now() - Date.parse(time.dateTime)) / 1000);
    if (time.textContent !== text) time.textContent = text;
  }
  showState();
  if (document.hidden || performance.now() - rereadAt < POLL) return;
  // Time alone makes a cart idle or abandoned: the page re-reads its stage from the server.
  const isDue = [...document.querySelectorAll("[data-changes-at]")].some(
    (one) => Date.parse(one.dataset.changesAt) < now(),
  );
  if (isDue || !["live", "connecting", "gone"].includes(connectionState())) rereadList();
}

document.addEventListener("live:state", ({ detail }) => {
  socketState = detail.state;
  showState();
});
document.addEventListener("htmx:load", ({ target }) => {
  updatePage();
  // Pushed rows fit only the unfiltered list in its default order; other lists are re-read.
  if (target.matches?.("data[id^=carts-pulse]") && target.value && findList()?.dataset.follow === "all") rereadSoon();
});
document.addEventListener("live:added", ({ target }) => {
  const list = target.parentElement;
  while (list?.dataset.most && list.children.length > Number(list.dataset.most)) list.lastElementChild.remove();
  updatePage();
});
setInterval(updatePage, TICK);
updatePage();
