// Lines on their way to the server: sent one after the other in the order in which they were typed. Each stays in view,
// and in this tab's storage across reloads, until the server has it.
import { newLine, post } from "./chat-send.js";

const chat = document.querySelector(".room__chat");
const form = chat.querySelector(".composer form");
const box = form?.querySelector("textarea");
const list = chat.querySelector(".pending");
const blank = document.getElementById("pending-line");
const name = `outbox:${chat.dataset.draft}`;
const lines = JSON.parse(sessionStorage.getItem(name) ?? "[]");
const AGAIN = 5_000; // ms until a line that did not get through is sent again
let isSending = false,
  timer = 0;

function fill(text) {
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function show() {
  sessionStorage.setItem(name, JSON.stringify(lines));
  list.replaceChildren(
    ...lines.map((line) => {
      const shown = blank.content.cloneNode(true).firstElementChild;
      shown.querySelector(".message__text").textContent = line.text;
      shown.classList.toggle("is-not-sent", Boolean(line.error));
      shown.querySelector(".field__error").textContent = line.error ?? "";
      shown.querySelector("[data-again]").onclick = () => {
        Object.assign(line, { error: "", isRefused: false });
        show();
        send();
      };
      shown.querySelector("[data-edit]").onclick = () => {
        takeBack(line);
        send();
      };
      shown.querySelector("[data-edit]").hidden = !box;
      return shown;
    }),
  );
}

// Out of the queue and into the box, before what is being typed there.
function takeBack(line) {
  lines.splice(lines.indexOf(line), 1);
  fill([line.text, box.value].filter(Boolean).join("\n"));
  box.focus();
  show();
}

async function send() {
  clearTimeout(timer);
  if (isSending) return;
  isSending = true;
  for (let [line] = lines; line && !line.isRefused; [line] = lines) {
    Object.assign(line, { error: "" }, await post(line, chat.dataset));
    if (!line.error) lines.shift();
    show();
    if (!line.error) document.dispatchEvent(new Event("chat:said"));
    // Where nothing else was typed meanwhile, it goes back to where it came from.
    else if (line.isRefused && box && !box.value && lines.length === 1) {
      takeBack(line);
      explain(line.error);
    } else if (!line.isRefused) {
      timer = setTimeout(send, AGAIN);
      break;
    }
  }
  isSending = false;
}

function explain(error) {
  const id = box.id.replace("text", "error");
  document.getElementById(id)?.remove();
  if (!error) {
    for (const one of ["aria-invalid", "aria-describedby"]) box.removeAttribute(one);
    return;
  }
  const shown = Object.assign(document.createElement("p"), {
    id,
    className: "field__error",
    textContent: error,
    role: "alert",
  });
  form.append(shown);
  box.setAttribute("aria-invalid", "true");
  box.setAttribute("aria-describedby", id);
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  explain("");
  lines.push(newLine(box.value));
  fill("");
  show();
  send();
});
addEventListener("online", send);
// A line that was under way when the page was left may have been said: its key makes it the same line.
show();
send();
