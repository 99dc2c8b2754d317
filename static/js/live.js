// Live updates in the page: handles the server's frames and keeps the shown partials up to date.
//
// `config/live/protocol.py` describes the frames. The page's side of the protocol:
//
// <live-topic token src version quiet spread poll>  subscribes while it is in the page (`{% live_topic %}` prints it)
//   token    subscribes to the topic; begins with its address and a colon
//   src      address of the partial, read again over HTTP
//   version  version of the shown object; a nudge about this version or an older one is ignored
//   quiet    a re-read applies only the out-of-band parts of the answer, and leaves the partial alone
//   spread   seconds over which pages spread their re-reads after a nudge
//   poll     seconds between two re-reads while there are no live updates; 15 by default
//
// Attributes of HTML in `html` frames and answers:
//   id              the element replaces the one with the same id; without one in the page it is ignored
//   hx-swap-oob     htmx's way to insert elsewhere, such as `beforeend:#toasts`
//   data-version    an element never replaces one with a higher version
//   data-rows       a list: only changed rows are replaced, moved or removed, so that focus and scrolling stay
//   data-top-of     id of a list: the row goes to its top
//   data-gone       with data-top-of: the row leaves its list
//   data-live-added set on new rows while they are added; `live:added` is dispatched on each
//
// Events on document: `live:state` (detail.state: connecting, live, offline), `live:signal` (detail: topic, data),
// `live:topics` (the shown topics changed). `live:send-signal` (detail: topic, data) sends a signal.
import { correctClock } from "./clock.js";
import { apply } from "./live-apply.js";
import { reread } from "./live-reread.js";
import { LiveSocket } from "./live-socket.js";
import { showOffline, showOnline } from "./live-status.js";
import { connectTopics, elementsOf, subscribe, topics } from "./live-topic.js";

const TICK = 1_000,
  RETRY = 15_000,
  SOON = 300,
  SPREAD = 5_000; // ms
const socket = new LiveSocket();
let receivedAt = 0; // server time up to which live topics missed nothing
let connections = 0;
const scheduled = new Set(); // URLs of partials that will be read again soon
const nextPolls = new Map(); // interval in ms -> time of the next poll

const sourcesOf = (topic) =>
  new Set(
    elementsOf(topic)
      .map((one) => one.src)
      .filter(Boolean),
  );

async function rereadTopic(topic, spread) {
  await new Promise((done) => setTimeout(done, Math.random() * spread));
  const one = topics.get(topic);
  const results = await Promise.all([...sourcesOf(topic)].map(reread));
  if (one?.state === "stale" && !results.includes(false)) one.state = "live";
}

// A nudge is sent once. If the re-read fails, the topic becomes stale, so that the next poll reads the partial.
async function rereadSource(topic, src) {
  const done = await reread(src);
  const one = topics.get(topic);
  if (done === false && one?.state === "live") one.state = "stale";
}

// Each page re-reads a partial with many viewers at a random moment, once for all nudges until then.
function rereadLater(topic, src, spread) {
  if (scheduled.has(src)) return;
  scheduled.add(src);
  setTimeout(() => {
    scheduled.delete(src);
    rereadSource(topic, src);
  }, Math.random() * spread);
}

// Polls topics without live updates, each at its own interval; all of them if `isForced`.
function pollTopics(isForced) {
  const intervals = new Set([...topics.values()].map((one) => one.poll).filter((ms) => isDue(ms) || isForced));
  if (document.hidden) return;
  for (const [topic, one] of topics)
    if (intervals.has(one.poll) && (!socket.isOpen || one.state !== "live")) rereadTopic(topic, SOON);
}

function isDue(interval) {
  const isTime = performance.now() >= nextPolls.get(interval);
  if (isTime || !nextPolls.has(interval))
    nextPolls.set(interval, performance.now() + interval * (0.8 + 0.4 * Math.random()));
  return isTime;
}

function setTopicState(topic, state, delay = SOON) {
  const one = topics.get(topic);
  if (!one) return;
  // A state that the page did not ask for reaches many pages at the same moment.
  const spread = connections > 1 || one.state === "live" ? SPREAD : delay;
  Object.assign(one, { state, isCaughtUp: true });
  if (state === "gone" || state === "sign in") one.closedAt = performance.now();
  if (state === "stale") rereadTopic(topic, spread);
  else if (state === "try later")
    setTimeout(
      () => {
        one.sent = null;
        subscribe();
      },
      SPREAD * (1 + Math.random()),
    );
  // The token may be younger than the cookies of this socket: connect again with the present ones.
  else if (state === "sign in" && one.late) socket.restart();
  else if (state === "gone" || state === "sign in") retryTopic(topic, one);
}

// A re-read returns a valid token if the page may still read the partial. Tried at most once in RETRY ms.
function retryTopic(topic, one) {
  if (performance.now() - (one.triedAt ?? -Infinity) < RETRY) return;
  one.triedAt = performance.now();
  rereadTopic(topic, SOON);
}

const handlers = {
  state({ topics: states, all }) {
    for (const [topic, state] of Object.entries(states ?? {})) setTopicState(topic, state);
    // A state of all topics reaches every page at the same moment.
    if (all)
      for (const [topic, one] of topics)
        if (one.state === "live" || one.state === "degraded") setTopicState(topic, all, SPREAD);
  },
  html({ html }) {
    apply(html);
  },
  nudge({ topic, version }) {
    const shown = Math.max(...elementsOf(topic).map((one) => one.version));
    if (version && version <= shown) return;
    const spread = Math.max(...elementsOf(topic).map((one) => one.spread));
    for (const src of sourcesOf(topic))
      if (spread > 0) rereadLater(topic, src, spread);
      else rereadSource(topic, src);
  },
  signal(detail) {
    document.dispatchEvent(new CustomEvent("live:signal", { detail }));
  },
};

// Signals such as typing are worthless later: while offline they are dropped, not queued. They arrive as an event,
// because a module that imports this one by another name than the page does would open a second socket.
document.addEventListener("live:send-signal", ({ detail: { topic, data } }) =>
  socket.send({ kind: "signal", topic, data }),
);

function handleLoss() {
  for (const one of topics.values()) one.sent = null;
  if (!socket.isRefused) showOffline();
}

socket.addEventListener("connecting", handleLoss);
socket.addEventListener("closed", handleLoss);
socket.addEventListener("open", () => {
  connections += 1;
  for (const one of topics.values()) one.late = false;
  showOnline();
  subscribe(receivedAt);
});
socket.addEventListener("frame", ({ detail }) => {
  receivedAt = detail.at ?? receivedAt;
  if (detail.at) correctClock(detail.at * 1000);
  handlers[detail.kind]?.(detail);
});
document.addEventListener("live:topics", () => {
  if (topics.size && !socket.isStarted) return socket.connect();
  for (const one of topics.values()) if (one.token !== one.sent) one.late = socket.isOpen;
  return subscribe();
});
addEventListener("focus", () => pollTopics(true));
document.addEventListener("visibilitychange", () => pollTopics(true));
// The pong contains the server's time. Topics without live updates may have missed polls while the machine slept.
document.addEventListener("clock:jumped", () => {
  socket.wake();
  pollTopics(true);
});
setInterval(() => pollTopics(false), TICK);
connectTopics((frame) => socket.send(frame));
