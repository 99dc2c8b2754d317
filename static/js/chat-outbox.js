// Sends the messages of the composer one after the other, in the order of typing. A message that is not sent yet stays
// on the page, and in this tab's storage across reloads. Reads the data attributes of `.room__chat`: `data-draft` names
// the queue in the storage; `chat-send.js` reads the others. Dispatches `chat:sent` after each message.
import { createMessage, postMessage } from "./chat-send.js";

const chat = document.querySelector(".room__chat");
const form = chat.querySelector(".composer form");
const textarea = form?.querySelector("textarea");
const list = chat.querySelector(".pending");
const template = document.getElementById("pending-line");
const storageKey = `outbox:${chat.dataset.draft}`;
const queue = JSON.parse(sessionStorage.getItem(storageKey) ?? "[]");
const RETRY = 5_000; // ms
let isSending = false,
  timer = 0;

function fillComposer(text) {
  textarea.value = text;
  textarea.dispatchEvent(new Event("input", { bubbles: true }));
}

function saveQueue() {
  sessionStorage.setItem(storageKey, JSON.stringify(queue));
  list.replaceChildren(...queue.map(renderPending));
}

function renderPending(message) {
  const row = template.content.cloneNode(true).firstElementChild;
  row.querySelector(".message__text").textContent = message.text;
  row.classList.toggle("is-not-sent", Boolean(message.error));
  row.querySelector(".field__error").textContent = message.error ?? "";
  row.querySelector("[data-again]").onclick = () => {
    Object.assign(message, { error: "", isRefused: false });
    saveQueue();
    sendQueue();
  };
  row.querySelector("[data-edit]").onclick = () => {
    moveToComposer(message);
    sendQueue();
  };
  row.querySelector("[data-edit]").hidden = !textarea;
  return row;
}

// The text goes before the text that the composer already contains.
function moveToComposer(message) {
  queue.splice(queue.indexOf(message), 1);
  fillComposer([message.text, textarea.value].filter(Boolean).join("\n"));
  textarea.focus();
  saveQueue();
}

async function sendQueue() {
  clearTimeout(timer);
  if (isSending) return;
  isSending = true;
  for (let [message] = queue; message && !message.isRefused; [message] = queue) {
    Object.assign(message, { error: "" }, await postMessage(message, chat.dataset));
    if (!message.error) queue.shift();
    saveQueue();
    if (!message.error) document.dispatchEvent(new Event("chat:sent"));
    // A refused message returns to the composer if nothing else was typed meanwhile.
    else if (message.isRefused && textarea && !textarea.value && queue.length === 1) {
      moveToComposer(message);
      showError(message.error);
    } else if (!message.isRefused) {
      timer = setTimeout(sendQueue, RETRY);
      break;
    }
  }
  isSending = false;
}

function showError(error) {
  const id = textarea.id.replace("text", "error");
  document.getElementById(id)?.remove();
  if (!error) {
    for (const name of ["aria-invalid", "aria-describedby"]) textarea.removeAttribute(name);
    return;
  }
  const paragraph = Object.assign(document.createElement("p"), {
    id,
    className: "field__error",
    textContent: error,
    role: "alert",
  });
  form.append(paragraph);
  textarea.setAttribute("aria-invalid", "true");
  textarea.setAttribute("aria-describedby", id);
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  showError("");
  queue.push(createMessage(textarea.value));
  fillComposer("");
  saveQueue();
  sendQueue();
});
addEventListener("online", sendQueue);
// The server may have stored a message of the last page already: the key of the message prevents a second one.
saveQueue();
sendQueue();
