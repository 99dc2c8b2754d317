// Defines <live-topic>: the page is subscribed while the element is in it. `live.js` describes its attributes. Sends
// `subscribe` and `unsubscribe` frames.
const BATCH = 15; // tokens in one frame

// The topics of the page: name -> { token, sent, isCaughtUp, state, closedAt }. `sent` is the token that was sent last,
// `isCaughtUp` whether the server has sent all missed frames since, `closedAt` the time of the last refusal.
export const topics = new Map();
let send = () => false;
let isScheduled = false;

class LiveTopic extends HTMLElement {
  connectedCallback() {
    scheduleUpdate();
  }
  disconnectedCallback() {
    scheduleUpdate();
  }
  get token() {
    return this.getAttribute("token");
  }
  get topic() {
    return this.token.split(":", 1)[0];
  }
  get src() {
    return this.getAttribute("src");
  }
  get spread() {
    return Number(this.getAttribute("spread")) * 1000;
  }
  get poll() {
    return Number(this.getAttribute("poll") ?? 15) * 1000;
  } // ms
  get version() {
    return Number(this.getAttribute("version"));
  }
}

/** Return whether the server is still sending the missed frames of a topic. */
export const isCatchingUp = (topic) => Boolean(topics.get(topic)?.sent) && !topics.get(topic).isCaughtUp;

export const elementsOf = (topic) => [...document.querySelectorAll("live-topic")].filter((one) => one.topic === topic);

// A swap removes an element and inserts its successor: both count as one step, and the topic stays subscribed.
function scheduleUpdate() {
  if (isScheduled) return;
  isScheduled = true;
  queueMicrotask(() => {
    isScheduled = false;
    updateTopics();
  });
}

function updateTopics() {
  const shown = new Map([...document.querySelectorAll("live-topic")].map((one) => [one.topic, one]));
  const left = [...topics.keys()].filter((topic) => !shown.has(topic));
  for (const topic of left) topics.delete(topic);
  if (left.length) send({ kind: "unsubscribe", topics: left });
  for (const [topic, { poll, token }] of shown) {
    topics.set(topic, Object.assign(topics.get(topic) ?? { sent: null, state: "new", late: false }, { poll, token }));
  }
  document.dispatchEvent(new Event("live:topics"));
}

/** Subscribe to every topic that the server does not know yet; until the server time `since` nothing was missed. */
export function subscribe(since = 0) {
  const waiting = [...topics.values()].filter((one) => one.token !== one.sent);
  const [kept, fresh] = [waiting.filter((one) => one.state === "live" && !one.sent), waiting];
  for (const [group, from] of [
    [kept, since],
    [fresh.filter((one) => !kept.includes(one)), 0],
  ]) {
    for (let n = 0; n < group.length; n += BATCH) {
      const part = group.slice(n, n + BATCH);
      if (!send({ kind: "subscribe", tokens: part.map((one) => one.token), since: from })) return;
      for (const one of part) Object.assign(one, { sent: one.token, isCaughtUp: false });
    }
  }
}

export function connectTopics(sender) {
  send = sender;
  customElements.define("live-topic", LiveTopic);
}
