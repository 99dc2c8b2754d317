// Re-reads a partial over HTTP: the first wish acts at once, then one request is in flight and the last wish wins.
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

// What was asked for before its topic was closed to this page shows what the page may no longer see.
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
  // The answer to a form needs that form still in the page: what was read meanwhile gives way, and is read once more.
  if (elements.some((one) => one.closest("[id]")?.querySelector(".htmx-request"))) {
    await new Promise((done) => setTimeout(done, ANSWERING));
    return fetchPartial(src);
  }
  const partials = new Set(elements.filter((one) => !one.hasAttribute("quiet")).map((one) => one.closest("[id]")));
  // Swapping a partial brings what stands beside it as well: applied before, it would leave that partial detached.
  if (!partials.size && elements.length) apply(html, asked);
  for (const partial of partials)
    if (partial && !isOlder(html, partial)) htmx.swap(partial, html, { swapStyle: "outerHTML" });
  return true;
}
