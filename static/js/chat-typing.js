// Typing signals and read receipts of a chat. Sends and receives `signal` frames on `data-presence-topic`; posts the
// number of the last message on screen to `data-read-url`; `data-read` is the number that the server knows. A read
// receipt of the other person has its number in `data-version`, a message in `data-number`.
import { postForm } from "./csrf.js";

const chat = document.querySelector(".room__chat");
const topic = chat?.dataset.presenceTopic;
const TYPING_INTERVAL = 2_000,
  READ_DELAY = 400; // ms
let lastTypingAt = -Infinity,
  timer = 0,
  reportedNumber = Number(chat?.dataset.read ?? 0),
  readNumber = reportedNumber;

chat?.addEventListener("input", ({ target }) => {
  const isDue = performance.now() - lastTypingAt >= TYPING_INTERVAL;
  if (!target.closest(".composer") || !isDue || !target.value.trim()) return;
  lastTypingAt = performance.now();
  document.dispatchEvent(new CustomEvent("live:send-signal", { detail: { topic, data: "typing" } }));
});

// There is no signal for the end of typing, because it could be lost: a CSS animation fades the indicator out.
document.addEventListener("live:signal", ({ detail }) => {
  if (detail.topic !== topic) return;
  const indicator = chat.querySelector(`.typing--${CSS.escape(detail.data)}`);
  if (!indicator) return;
  indicator.classList.remove("is-typing");
  void indicator.offsetWidth; // restarts the animation
  indicator.classList.add("is-typing");
});

function postReadNumber() {
  timer = 0;
  if (document.hidden || readNumber <= reportedNumber) return;
  reportedNumber = readNumber;
  postForm(chat.dataset.readUrl, { line: reportedNumber }).catch(() => {
    reportedNumber = 0;
  });
}

// A message counts as read once half of it is visible in the list, while the page is visible.
const visible = new Set();
const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) visible[isIntersecting ? "add" : "delete"](target);
    updateReadNumber();
  },
  { threshold: 0.5 },
);

function updateReadNumber() {
  if (document.hidden) return;
  for (const message of visible) readNumber = Math.max(readNumber, Number(message.dataset.number));
  if (readNumber > reportedNumber && !timer) timer = setTimeout(postReadNumber, READ_DELAY);
}

function markReadMessages() {
  const other = chat.dataset.role === "seller" ? "buyer" : "seller";
  const read = Number(chat.querySelector(`.read-receipt--${other}`)?.dataset.version ?? 0);
  for (const message of chat.querySelectorAll(`.message--${chat.dataset.role}`))
    message.classList.toggle("is-read", Number(message.dataset.number) <= read);
}

if (chat) {
  for (const message of chat.querySelectorAll(".message")) observer.observe(message);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) if (node.matches?.(".message")) observer.observe(node);
    markReadMessages();
  }).observe(chat, { childList: true, subtree: true });
  document.addEventListener("visibilitychange", updateReadNumber);
  markReadMessages();
}
