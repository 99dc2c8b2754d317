// Reads a partial again over HTTP: the first call starts at once; calls during a request cause one more request.
import { apply } from "./live-apply.js";
import { noteSignedOut } from "./live-status.js";
import { topics } from "./live-topic.js";
import { isOlder } from "./versions.js";

const ANSWERING = 100; // ms
const flights = new Map(); // src -> whether to go once more

export async function reread(src) {
  if (flights.has(src)) return void flights.set(src, true);
  let done = false;
  do {
    flights.set(src, false);
    done = await fetchPartial(src);
  } while (flights.get(src));
  flights.delete(src);
  return done;
}

// An answer to a request from before the topic was refused may show content that the page may no longer see.
function shown(src, asked) {
  const all = [...document.querySelectorAll("live-topic")].filter((one) => one.src === src);
  return all.filter((one) => !(topics.get(one.topic)?.closedAt > asked));
}

async function fetchPartial(src) {
  const asked = performance.now();
  let response, html;
  try {
    response = await fetch(src, { headers: { "HX-Request": "true" }, cache: "no-store" });
    html = await response.text();
  } catch {
    return false;
  }
  noteSignedOut(response);
  // A redirect leads to a page (sign in, most likely), which has no place inside this one.
  if (!response.ok || response.redirected) return false;
  const elements = shown(src, asked);
  // The answer to a form needs that form still in the page: a partial read meanwhile is discarded and read once more.
  if (elements.some((one) => one.closest("[id]")?.querySelector(".htmx-request"))) {
    await new Promise((done) => setTimeout(done, ANSWERING));
    return fetchPartial(src);
  }
  const partials = new Set(elements.filter((one) => !one.hasAttribute("quiet")).map((one) => one.closest("[id]")));
  // Swapping a partial applies its out-of-band parts as well: applied before, they would detach that partial.
  if (!partials.size && elements.length) apply(html, asked);
  for (const partial of partials)
    if (partial && !isOlder(html, partial)) htmx.swap(partial, html, { swapStyle: "outerHTML" });
  return true;
}
