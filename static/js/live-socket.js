// The socket of the page: connects, answers `ping` frames, and reconnects after every loss except a refusal.
const FIRST = 500,
  LONGEST = 30_000,
  STABLE = 10_000; // ms
const SILENCE = 40_000,
  ANSWER = 3_000; // ms without a frame before the connection counts as dead, at rest and after a ping
const REFUSED = [4401, 4429];

export class LiveSocket extends EventTarget {
  #socket = null;
  #timer = 0;
  #check = 0;
  #attempts = 0;
  #openedAt = 0;
  #receivedAt = 0;
  #isLeaving = false;
  isStarted = false;
  isRefused = false;

  constructor() {
    super();
    setInterval(() => this.isOpen && performance.now() - this.#receivedAt > SILENCE && this.restart(), 5_000);
    addEventListener("pagehide", () => {
      this.#isLeaving = true;
      this.#drop();
    });
    addEventListener("pageshow", () => {
      this.#isLeaving = false;
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
    if (this.#isLeaving || this.isRefused) return;
    this.#drop();
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws/`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#openedAt = this.#receivedAt = performance.now();
      this.#dispatch("open");
    };
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
    socket.onclose = ({ code }) => this.#handleLoss(code);
    this.#dispatch("connecting");
  }

  send(frame) {
    if (this.isOpen) this.#socket.send(JSON.stringify(frame));
    return this.isOpen;
  }

  // A tab that wakes up, or a network that is back, checks the connection at once instead of waiting for its timers.
  wake() {
    if (!this.isStarted || this.#isLeaving || this.#socket?.readyState === WebSocket.CONNECTING) return;
    if (!this.isOpen) return this.connect();
    const askedAt = performance.now();
    this.send({ kind: "ping" });
    clearTimeout(this.#check);
    this.#check = setTimeout(() => this.#receivedAt < askedAt && this.restart(), ANSWER);
  }

  restart() {
    this.#drop();
    this.#handleLoss(0);
  }

  #receive(frame) {
    this.#receivedAt = performance.now();
    if (frame.kind === "ping") this.send({ kind: "pong" });
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  #handleLoss(code) {
    this.#socket = null;
    this.isRefused = REFUSED.includes(code);
    if (this.#openedAt && performance.now() - this.#openedAt > STABLE) this.#attempts = 0;
    this.#openedAt = 0;
    if (!this.#isLeaving) this.#dispatch("closed");
    if (this.#isLeaving || this.isRefused) return;
    const delay = Math.random() * Math.min(LONGEST, FIRST * 2 ** this.#attempts++);
    this.#timer = setTimeout(() => this.connect(), delay);
  }

  #drop() {
    if (!this.#socket) return;
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }

  #dispatch(name) {
    this.dispatchEvent(new Event(name));
  }
}
