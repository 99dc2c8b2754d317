// Puts pushed HTML into the page: an element replaces the one with the same id, unless that one is newer. `live.js`
// describes the data attributes.

import { putOnTop, updateRows } from "./live-rows.js";
import { recordPush, wasPushedSince } from "./versions.js";

const OUTER = { swapStyle: "outerHTML" };

/** Put HTML into the page: a push, or the response to a request sent at `asked` (ms since the page's start). */
export function apply(html, asked) {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const node of [...template.content.children]) {
    if (asked === undefined) recordPush(node.id);
    const oob = node.getAttribute("hx-swap-oob");
    if (node.dataset.topOf) putOnTop(node);
    else if (oob === null || oob === "true") replaceElement(node, asked);
    else insertChildren(node);
  }
  for (const added of document.querySelectorAll("[data-live-added]")) {
    added.removeAttribute("data-live-added");
    htmx.process(added);
    added.dispatchEvent(new CustomEvent("live:added", { bubbles: true }));
  }
}

function insertChildren(wrapper) {
  const children = [...wrapper.children];
  for (const child of children) {
    if (child.id && document.getElementById(child.id)) {
      replaceElement(child);
      child.remove();
    } else {
      child.setAttribute("data-live-added", "");
    }
  }
  if (wrapper.children.length || !children.length) htmx.swap(document.body, wrapper.outerHTML, { swapStyle: "none" });
}

function replaceElement(node, asked) {
  const old = node.id && document.getElementById(node.id);
  if (!old || Number(node.dataset.version) < Number(old.dataset.version)) return;
  // Pushed HTML is the same for all viewers, so it has no token: the element keeps its subscription.
  if ("rows" in node.dataset) return updateRows(old, node, asked);
  if (wasPushedSince(node.id, asked)) return;
  const kept = [...old.querySelectorAll("live-topic")];
  node.removeAttribute("hx-swap-oob");
  htmx.swap(old, node.outerHTML, OUTER);
  const fresh = document.getElementById(node.id);
  if (fresh && !fresh.querySelector("live-topic")) fresh.append(...kept);
}
