// Small signs of life beside a conversation: typing, and up to which line the other has read.
const chat = document.querySelector(".room__chat");
const topic = chat?.dataset.presenceTopic;
const EVERY = 2_000,
  READ_AFTER = 400; // ms
let typedAt = -Infinity,
  timer = 0,
  told = Number(chat?.dataset.read ?? 0),
  reached = told;

const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

chat?.addEventListener("input", ({ target }) => {
  if (!target.closest(".composer") || performance.now() - typedAt < EVERY || !target.value.trim()) return;
  typedAt = performance.now();
  document.dispatchEvent(new CustomEvent("live:say", { detail: { topic, data: "typing" } }));
});

// It fades by its animation, so that a lost "stopped" can't leave it standing.
document.addEventListener("live:signal", ({ detail }) => {
  if (detail.topic !== topic) return;
  const sign = chat.querySelector(`.typing--${CSS.escape(detail.data)}`);
  if (!sign) return;
  sign.classList.remove("is-now");
  void sign.offsetWidth;
  sign.classList.add("is-now");
});

function tell() {
  timer = 0;
  if (document.hidden || reached <= told) return;
  told = reached;
  fetch(chat.dataset.readUrl, {
    method: "POST",
    body: new URLSearchParams({ line: told }),
    headers: { "X-CSRFToken": csrf() },
  }).catch(() => {
    told = 0;
  });
}

// What is on a visible page, inside what can be seen of the list, counts as read; nothing else does.
const visible = new Set();
const sight = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) visible[isIntersecting ? "add" : "delete"](target);
    look();
  },
  { threshold: 0.5 },
);

function look() {
  if (document.hidden) return;
  for (const line of visible) reached = Math.max(reached, Number(line.dataset.number));
  if (reached > told && !timer) timer = setTimeout(tell, READ_AFTER);
}

function mark() {
  const other = chat.dataset.role === "seller" ? "buyer" : "seller";
  const read = Number(chat.querySelector(`.receipt--${other}`)?.dataset.version ?? 0);
  for (const line of chat.querySelectorAll(`.message--${chat.dataset.role}`))
    line.classList.toggle("is-read", Number(line.dataset.number) <= read);
}

if (chat) {
  for (const line of chat.querySelectorAll(".message")) sight.observe(line);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) if (node.matches?.(".message")) sight.observe(node);
    mark();
  }).observe(chat, { childList: true, subtree: true });
  document.addEventListener("visibilitychange", look);
  mark();
}
