// The message list of a room: sorts added messages, loads missing ones, and keeps the draft of the composer. Each
// message has its number in `data-number`; `data-src` of the list is the URL of the messages; `data-draft` of
// `.room__chat` names the draft in the storage of this tab. New messages arrive in `html` frames.
import { apply } from "./live-apply.js";

const list = document.querySelector(".messages");
const composer = document.querySelector(".composer");
const scroller = document.querySelector(".messages__scroll");
const NEAR_END = 120; // px
const numberOf = (message) => Number(message.dataset.number);
const shownNumbers = () => [...list.children].map(numberOf);
const draft = `draft:${document.querySelector(".room__chat")?.dataset.draft}`;
let isLoading = false;

const isAtEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END;
const scrollToEnd = () => {
  scroller.scrollTop = scroller.scrollHeight;
};

/** Return the number before the first gap, or null if no message is missing. */
export function findGap(numbers) {
  const index = numbers.findIndex((number, at) => at && number !== numbers[at - 1] + 1);
  return index < 0 ? null : numbers[index - 1];
}

/** Return the HTML of the messages after this number, or "" if they cannot be read. */
async function fetchMessagesAfter(number) {
  const response = await fetch(`${list.dataset.src}?after=${number}`, {
    headers: { "HX-Request": "true" },
    cache: "no-store",
  });
  return response.ok && !response.redirected ? response.text() : "";
}

async function loadMissingMessages() {
  if (isLoading) return;
  isLoading = true;
  try {
    for (let after = findGap(shownNumbers()); after !== null; after = findGap(shownNumbers())) {
      const html = await fetchMessagesAfter(after);
      if (!html) return;
      apply(html);
      if (findGap(shownNumbers()) === after) return;
    }
  } finally {
    isLoading = false;
  }
}

document.addEventListener("live:added", ({ target }) => {
  if (target.parentElement !== list) return;
  const shouldScroll = isAtEnd() || target.previousElementSibling === null;
  let before = target.previousElementSibling;
  while (before && numberOf(before) > numberOf(target)) before = before.previousElementSibling;
  if (before) before.after(target);
  else list.prepend(target);
  if (shouldScroll) scrollToEnd();
  loadMissingMessages();
});

// Enter also confirms a word of an input method, which must not send the message. Safari ends the composition before
// this event, so that only the key code tells.
const isConfirmingWord = (event) => event.isComposing || event.keyCode === 229;

if (composer) {
  const textarea = composer.querySelector("textarea");
  textarea.value ||= sessionStorage.getItem(draft) ?? "";
  composer.addEventListener("input", () => sessionStorage.setItem(draft, composer.querySelector("textarea").value));
  composer.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || isConfirmingWord(event)) return;
    event.preventDefault();
    composer.querySelector("form").requestSubmit();
  });
}

// The socket delivers a person's own messages too. They are also read over HTTP, for pages without a socket.
document.addEventListener("chat:sent", async () => {
  const html = await fetchMessagesAfter(shownNumbers().at(-1) ?? 0);
  if (html) apply(html);
  scrollToEnd();
});

if (scroller) scrollToEnd();
