// Pages of live carts: how long ago each was touched, by the server's clock; how the wire stands; and what to read again.
import { now } from "./clock.js";
import { reread } from "./live-reread.js";
import { topics } from "./live-topic.js";

const TICK = 1_000,
  POLL = 5_000,
  PATIENCE = 3_000,
  COUNTED = 3_500; // ms
const SAID = {
  live: "Live",
  connecting: "Connecting…",
  polling: "No live connection. Refreshing every 5 s.",
  lost: "Connection lost. What you see may be old.",
  gone: "You can’t see these carts any more.",
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

/** Say how long ago something was, `seconds` being its age. */
export function ago(seconds) {
  if (seconds < 1) return "just now";
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return seconds < 172_800 ? "yesterday" : `${Math.floor(seconds / 86_400)} days ago`;
}

function standing() {
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

function tell() {
  const state = standing();
  if (wire.dataset.wire === state) return;
  wire.dataset.wire = state;
  wire.querySelector("[data-said]").textContent = SAID[state];
  if (state === "gone") for (const one of document.querySelectorAll(SHOWN)) one.remove();
}

async function again() {
  asked = performance.now();
  const src = source()?.src;
  const done = src ? await reread(src) : true;
  if (done !== undefined) answered = done;
  tell();
}

// What takes long to count is read again now and then only. The server counts once for many pages: what was read within
// its patience of the last change may be of before that, so there is one more reading after it.
function soon() {
  const every = Number(follow()?.dataset.every ?? 0);
  changed = performance.now();
  if (changed - asked >= every) again();
  if (every && !later) later = setTimeout(settle, every, every);
}

function settle(every) {
  later = performance.now() - changed < COUNTED ? setTimeout(settle, every, every) : 0;
  again();
}

function tick() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const text = ago((now() - Date.parse(time.dateTime)) / 1000);
    if (time.textContent !== text) time.textContent = text;
  }
  tell();
  if (document.hidden || performance.now() - asked < POLL) return;
  // Time alone makes a cart idle and abandoned: what it is then, the server says.
  const isDue = [...document.querySelectorAll("[data-changes-at]")].some(
    (one) => Date.parse(one.dataset.changesAt) < now(),
  );
  if (isDue || !["live", "connecting", "gone"].includes(standing())) again();
}

document.addEventListener("live:state", ({ detail }) => {
  socket = detail.state;
  tell();
});
document.addEventListener("htmx:load", ({ target }) => {
  tick();
  // A list in another order, or of some carts only, is not for rows that are pushed to everybody.
  if (target.matches?.("data[id^=carts-pulse]") && target.value && follow()?.dataset.follow === "all") soon();
});
document.addEventListener("live:added", ({ target }) => {
  const list = target.parentElement;
  while (list?.dataset.most && list.children.length > Number(list.dataset.most)) list.lastElementChild.remove();
  tick();
});
setInterval(tick, TICK);
tick();
