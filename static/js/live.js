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
// `live:topics` (the shown topics changed). `live:say` (detail: topic, data) sends a signal.
import { hear as hearClock } from "./clock.js";
import { apply } from "./live-apply.js";
import { reread } from "./live-reread.js";
import { LiveSocket } from "./live-socket.js";
import { down, up } from "./live-status.js";
import { connectTopics, elementsOf, subscribe, topics } from "./live-topic.js";

const TICK = 1_000,
  RETRY = 15_000,
  SOON = 300,
  SPREAD = 5_000; // ms
const socket = new LiveSocket();
let heardAt = 0; // the server's time up to which live topics missed nothing
let connections = 0;
const later = new Set(); // addresses that are read again soon
const due = new Map(); // ms between two polls -> when the next one is

const sources = (topic) =>
  new Set(
    elementsOf(topic)
      .map((one) => one.src)
      .filter(Boolean),
  );

async function refresh(topic, within) {
  await new Promise((done) => setTimeout(done, Math.random() * within));
  const one = topics.get(topic);
  const results = await Promise.all([...sources(topic)].map(reread));
  if (one?.state === "stale" && !results.includes(false)) one.state = "live";
}

// After a failed re-read the partial is stale, and a nudge is not sent twice: the next poll reads it.
async function follow(topic, src) {
  const done = await reread(src);
  const one = topics.get(topic);
  if (done === false && one?.state === "live") one.state = "stale";
}

// A partial with many viewers is read again by each page at a random moment, once for all nudges until then.
function followLater(topic, src, within) {
  if (later.has(src)) return;
  later.add(src);
  setTimeout(() => {
    later.delete(src);
    follow(topic, src);
  }, Math.random() * within);
}

// Topics without live updates are polled, each at its own interval; all of them `now`, when somebody returns to the page.
function poll(now) {
  const beats = new Set([...topics.values()].map((one) => one.poll).filter((beat) => isDue(beat) || now));
  if (document.hidden) return;
  for (const [topic, one] of topics)
    if (beats.has(one.poll) && (!socket.isOpen || one.state !== "live")) refresh(topic, SOON);
}

function isDue(beat) {
  const isTime = performance.now() >= due.get(beat);
  if (isTime || !due.has(beat)) due.set(beat, performance.now() + beat * (0.8 + 0.4 * Math.random()));
  return isTime;
}

function turn(topic, state, within = SOON) {
  const one = topics.get(topic);
  if (!one) return;
  // A state without a question comes to many pages at the same moment.
  const spread = connections > 1 || one.state === "live" ? SPREAD : within;
  Object.assign(one, { state, isTold: true });
  if (state === "gone" || state === "sign in") one.closedAt = performance.now();
  if (state === "stale") refresh(topic, spread);
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
  else if (state === "gone" || state === "sign in") tryAgain(topic, one);
}

// A re-read brings a valid token, if the partial may still be read; tried once between two polls.
function tryAgain(topic, one) {
  if (performance.now() - (one.triedAt ?? -Infinity) < RETRY) return;
  one.triedAt = performance.now();
  refresh(topic, SOON);
}

const hear = {
  state({ topics: states, all }) {
    for (const [topic, state] of Object.entries(states ?? {})) turn(topic, state);
    // A state of all topics comes to every page at the same moment.
    if (all)
      for (const [topic, one] of topics) if (one.state === "live" || one.state === "degraded") turn(topic, all, SPREAD);
  },
  html({ html }) {
    apply(html);
  },
  nudge({ topic, version }) {
    const shown = Math.max(...elementsOf(topic).map((one) => one.version));
    if (version && version <= shown) return;
    const spread = Math.max(...elementsOf(topic).map((one) => one.spread));
    for (const src of sources(topic))
      if (spread > 0) followLater(topic, src, spread);
      else follow(topic, src);
  },
  signal(detail) {
    document.dispatchEvent(new CustomEvent("live:signal", { detail }));
  },
};

// Signals are small and fleeting, such as typing: lost while offline, never queued. They come by an event, because a
// module that imported this one would open a second socket: pages load it by its fingerprinted name.
document.addEventListener("live:say", ({ detail: { topic, data } }) => socket.send({ kind: "signal", topic, data }));

function lost() {
  for (const one of topics.values()) one.sent = null;
  if (!socket.refused) down();
}

socket.addEventListener("connecting", lost);
socket.addEventListener("closed", lost);
socket.addEventListener("open", () => {
  connections += 1;
  for (const one of topics.values()) one.late = false;
  up();
  subscribe(heardAt);
});
socket.addEventListener("frame", ({ detail }) => {
  heardAt = detail.at ?? heardAt;
  if (detail.at) hearClock(detail.at * 1000);
  hear[detail.kind]?.(detail);
});
document.addEventListener("live:topics", () => {
  if (topics.size && !socket.isStarted) return socket.connect();
  for (const one of topics.values()) if (one.token !== one.sent) one.late = socket.isOpen;
  return subscribe();
});
addEventListener("focus", () => poll(true));
document.addEventListener("visibilitychange", () => poll(true));
// The pong brings the server's time; topics without live updates may have slept with the machine.
document.addEventListener("clock:jumped", () => {
  socket.wake();
  poll(true);
});
setInterval(() => poll(false), TICK);
connectTopics((frame) => socket.send(frame));
