// Pages of live carts: the age of each update by the server's clock, the state of the connection, and re-reads.
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
let socket = "connecting",
  answered = true,
  asked = -Infinity,
  changed = -Infinity,
  later = 0,
  liveAt = performance.now();

const follow = () => document.querySelector("[data-follow]");
const source = () => follow()?.querySelector("live-topic");

/** Return an age in seconds as words. */
export function formatAge(seconds) {
  if (seconds < 1) return "just now";
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return seconds < 172_800 ? "yesterday" : `${Math.floor(seconds / 86_400)} days ago`;
}

function connectionState() {
  const state = topics.get(source()?.topic)?.state;
  if (state === "gone" || state === "sign in") return "gone";
  if (socket === "live" && state === "live") {
    liveAt = performance.now();
    answered = true;
    return "live";
  }
  if (!answered) return "lost";
  return performance.now() - liveAt < PATIENCE ? "connecting" : "polling";
}

function showState() {
  const state = connectionState();
  if (wire.dataset.wire === state) return;
  wire.dataset.wire = state;
  wire.querySelector("[data-said]").textContent = MESSAGES[state];
  if (state === "gone") for (const one of document.querySelectorAll(SHOWN)) one.remove();
}

async function refresh() {
  asked = performance.now();
  const src = source()?.src;
  const done = src ? await reread(src) : true;
  if (done !== undefined) answered = done;
  showState();
}

// Pages that are expensive to count are re-read at intervals. The server caches the count for some seconds, so the last
// re-read may miss the last change: one more follows after the cache time.
function refreshSoon() {
  const every = Number(follow()?.dataset.every ?? 0);
  changed = performance.now();
  if (changed - asked >= every) refresh();
  if (every && !later) later = setTimeout(settle, every, every);
}

function settle(every) {
  later = performance.now() - changed < SETTLE ? setTimeout(settle, every, every) : 0;
  refresh();
}

function tick() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const text = formatAge((now() - Date.parse(time.dateTime)) / 1000);
    if (time.textContent !== text) time.textContent = text;
  }
  showState();
  if (document.hidden || performance.now() - asked < POLL) return;
  // Time alone makes a cart idle or abandoned: the page re-reads its stage from the server.
  const isDue = [...document.querySelectorAll("[data-changes-at]")].some(
    (one) => Date.parse(one.dataset.changesAt) < now(),
  );
  if (isDue || !["live", "connecting", "gone"].includes(connectionState())) refresh();
}

document.addEventListener("live:state", ({ detail }) => {
  socket = detail.state;
  showState();
});
document.addEventListener("htmx:load", ({ target }) => {
  tick();
  // Pushed rows fit only the unfiltered list in its default order; other lists are re-read.
  if (target.matches?.("data[id^=carts-pulse]") && target.value && follow()?.dataset.follow === "all") refreshSoon();
});
document.addEventListener("live:added", ({ target }) => {
  const list = target.parentElement;
  while (list?.dataset.most && list.children.length > Number(list.dataset.most)) list.lastElementChild.remove();
  tick();
});
setInterval(tick, TICK);
tick();
