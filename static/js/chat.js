// The conversation of a room: each line once and in order, whatever arrives when; what is missing is asked for.
import { apply } from "./live-apply.js";

const list = document.querySelector(".messages");
const composer = document.querySelector(".composer");
const scroller = document.querySelector(".messages__scroll");
const number = (line) => Number(line.dataset.number);
const draft = `draft:${document.querySelector(".room__chat")?.dataset.draft}`;
let filling = false;

const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
const toEnd = () => {
  scroller.scrollTop = scroller.scrollHeight;
};

/** The number after which a line is missing in what is shown; null where none is. */
export function gap(numbers) {
  const at = numbers.findIndex((one, place) => place && one !== numbers[place - 1] + 1);
  return at < 0 ? null : numbers[at - 1];
}

const shown = () => [...list.children].map(number);

async function fill() {
  if (filling) return;
  filling = true;
  try {
    for (let after = gap(shown()); after !== null; after = gap(shown())) {
      const answer = await fetch(`${list.dataset.src}?after=${after}`, {
        headers: { "HX-Request": "true" },
        cache: "no-store",
      });
      if (!answer.ok || answer.redirected) return;
      apply(await answer.text());
      if (gap(shown()) === after) return;
    }
  } finally {
    filling = false;
  }
}

document.addEventListener("live:added", ({ target }) => {
  if (target.parentElement !== list) return;
  const follow = atEnd() || target.previousElementSibling === null;
  let before = target.previousElementSibling;
  while (before && number(before) > number(target)) before = before.previousElementSibling;
  if (before) before.after(target);
  else list.prepend(target);
  if (follow) toEnd();
  fill();
});

// Enter that picks a word of an input method is no line: Safari ends the composition before it, and leaves only the code.
const isConfirming = (event) => event.isComposing || event.keyCode === 229;

if (composer) {
  const text = composer.querySelector("textarea");
  text.value ||= sessionStorage.getItem(draft) ?? "";
  composer.addEventListener("input", () => sessionStorage.setItem(draft, composer.querySelector("textarea").value));
  composer.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || isConfirming(event)) return;
    event.preventDefault();
    composer.querySelector("form").requestSubmit();
  });
}

// The own line arrives by the wire as the other's do; without the wire it is asked for.
document.addEventListener("chat:said", () => {
  const last = shown().at(-1) ?? 0;
  fetch(`${list.dataset.src}?after=${last}`, { headers: { "HX-Request": "true" }, cache: "no-store" })
    .then((answer) => (answer.ok && !answer.redirected ? answer.text() : ""))
    .then((html) => {
      if (html) apply(html);
      toEnd();
    });
});

if (scroller) toEnd();
