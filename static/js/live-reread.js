// Re-reads a partial over HTTP. The first call starts at once; calls during the request cause one more request. Reads
// `src` and `quiet` of <live-topic>.
import { apply } from "./live-apply.js";
import { showSignedOut } from "./live-status.js";
import { topics } from "./live-topic.js";
import { isOlder } from "./versions.js";

const RETRY = 100; // ms
const requests = new Map(); // src -> whether one more request follows

/** Re-read a partial: returns whether that succeeded, or undefined if another call does it. */
export async function reread(src) {
  if (requests.has(src)) return void requests.set(src, true);
  let done = false;
  do {
    requests.set(src, false);
    done = await fetchPartial(src);
  } while (requests.get(src));
  requests.delete(src);
  return done;
}

// A response to a request from before a topic was refused may contain data that this page may no longer read.
function readableElements(src, asked) {
  const all = [...document.querySelectorAll("live-topic")].filter((one) => one.src === src);
  return all.filter((one) => !(topics.get(one.topic)?.closedAt > asked));
}

const targets = new Map(); // XMLHttpRequest of htmx -> element that its response replaces
document.addEventListener("htmx:beforeSend", ({ detail }) => targets.set(detail.xhr, detail.target));
document.addEventListener("htmx:afterRequest", ({ detail }) => targets.delete(detail.xhr));

function awaitsResponse(topic) {
  const partial = topic.closest("[id]");
  return partial?.querySelector(".htmx-request") || [...targets.values()].some((target) => partial?.contains(target));
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
  showSignedOut(response);
  // A redirect leads to a whole page (usually the sign-in page), which must not be inserted.
  if (!response.ok || response.redirected) return false;
  const elements = readableElements(src, asked);
  // The response to a form needs the form and its target in the page: a partial that was read meanwhile is discarded and
  // read again.
  if (elements.some(awaitsResponse)) {
    while (elements.some(awaitsResponse)) await new Promise((done) => setTimeout(done, RETRY));
    return fetchPartial(src);
  }
  const partials = new Set(elements.filter((one) => !one.hasAttribute("quiet")).map((one) => one.closest("[id]")));
  // Swapping a partial applies its out-of-band parts as well: applied first, they would detach that partial.
  if (!partials.size && elements.length) apply(html, asked);
  for (const partial of partials)
    if (partial && !isOlder(html, partial)) htmx.swap(partial, html, { swapStyle: "outerHTML" });
  return true;
}
