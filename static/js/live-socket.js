// The page's one socket: connects, answers pings, and reconnects after every loss except a refusal.
const FIRST = 500,
  LONGEST = 30_000,
  STABLE = 10_000; // ms
const SILENCE = 40_000,
  ANSWER = 3_000; // ms without a frame before the line counts as dead, at rest and when asked
const REFUSED = [4401, 4429];

export class LiveSocket extends EventTarget {
  #socket = null;
  #timer = 0;
  #check = 0;
  #attempts = 0;
  #openedAt = 0;
  #heardAt = 0;
  #leaving = false;
  isStarted = false;
  refused = false;

  constructor() {
    super();
    setInterval(() => this.isOpen && performance.now() - this.#heardAt > SILENCE && this.restart(), 5_000);
    addEventListener("pagehide", () => {
      this.#leaving = true;
      this.#drop();
    });
    addEventListener("pageshow", () => {
      this.#leaving = false;
      this.wake();
    });
    addEventListener("online", () => this.wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    clearTimeout(this.#timer);
    this.isStarted = true;
    if (this.#leaving || this.refused) return;
    this.#drop();
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws/`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#openedAt = this.#heardAt = performance.now();
      this.#tell("open");
    };
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    socket.onclose = ({ code }) => this.#lost(code);
    this.#tell("connecting");
  }

  send(frame) {
    if (this.isOpen) this.#socket.send(JSON.stringify(frame));
    return this.isOpen;
  }

  // A tab that wakes up, or a network that is back, checks the connection at once instead of waiting for its timers.
  wake() {
    if (!this.isStarted || this.#leaving || this.#socket?.readyState === WebSocket.CONNECTING) return;
    if (!this.isOpen) return this.connect();
    const asked = performance.now();
    this.send({ kind: "ping" });
    clearTimeout(this.#check);
    this.#check = setTimeout(() => this.#heardAt < asked && this.restart(), ANSWER);
  }

  restart() {
    this.#drop();
    this.#lost(0);
  }

  #hear(frame) {
    this.#heardAt = performance.now();
    if (frame.kind === "ping") this.send({ kind: "pong" });
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  #lost(code) {
    this.#socket = null;
    this.refused = REFUSED.includes(code);
    if (this.#openedAt && performance.now() - this.#openedAt > STABLE) this.#attempts = 0;
    this.#openedAt = 0;
    if (!this.#leaving) this.#tell("closed");
    if (this.#leaving || this.refused) return;
    const delay = Math.random() * Math.min(LONGEST, FIRST * 2 ** this.#attempts++);
    this.#timer = setTimeout(() => this.connect(), delay);
  }

  #drop() {
    if (!this.#socket) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }

  #tell(name) {
    this.dispatchEvent(new Event(name));
  }
}
