// Sends one line of a chat. A line has a key of its own: sent again, it is the line that was said already.
const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

/** Return a new line of this text. `randomUUID` would be missing on a page without https. */
export function newLine(text) {
  const key = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  return { key, text };
}

/** Post a line. Returns an empty object once it was said, else the `error` to show, and whether it `isRefused` for good. */
export async function post({ key, text }, { postUrl, notSent, signedOut }) {
  const body = new URLSearchParams({ key, text });
  const headers = { "HX-Request": "true", "X-CSRFToken": csrf() };
  const answer = await fetch(postUrl, { method: "POST", body, headers }).catch(() => null);
  if (answer?.redirected) return { error: signedOut, isRefused: true };
  if (answer?.ok) return {};
  if (!answer || answer.status >= 500) return { error: notSent, isRefused: false };
  const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { error: shown.querySelector(".field__error")?.textContent ?? notSent, isRefused: true };
}
