// Sends one message of a chat. Each message has a key, so that the server stores a message sent twice only once.
import { postForm } from "./csrf.js";

/** Return a new message with this text. `randomUUID` would be missing on a page without https. */
export function createMessage(text) {
  const key = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  return { key, text };
}

/**
 * Post a message. Returns an empty object if the server stored it, otherwise the `error` to show, and with `isRefused`
 * whether sending it again is pointless. The URL and the errors are data attributes of `.room__chat`.
 */
export async function postMessage({ key, text }, { postUrl, notSent, signedOut }) {
  const response = await postForm(postUrl, { key, text }, { "HX-Request": "true" }).catch(() => null);
  if (response?.redirected) return { error: signedOut, isRefused: true };
  if (response?.ok) return {};
  if (!response || response.status >= 500) return { error: notSent, isRefused: false };
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { error: page.querySelector(".field__error")?.textContent ?? notSent, isRefused: true };
}
