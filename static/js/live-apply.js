// Puts pushed HTML into the page: an element with the same id is replaced, never doubled, and never by an older one.

import { putOnTop, updateRows } from "./live-rows.js";
import { notePush, wasPushedSince } from "./versions.js";

const OUTER = { swapStyle: "outerHTML" };

/** Put HTML into the page: pushed, or the answer to a request made at `asked` (ms since the page's start). */
export function apply(html, asked) {
  const template = document.createElement("template");
  template.innerHTML = html;
  for (const node of [...template.content.children]) {
    if (asked === undefined) notePush(node.id);
    const oob = node.getAttribute("hx-swap-oob");
    if (node.dataset.topOf) putOnTop(node);
    else if (oob === null || oob === "true") replace(node, asked);
    else insert(node);
  }
  for (const added of document.querySelectorAll("[data-live-added]")) {
    added.removeAttribute("data-live-added");
    htmx.process(added);
    added.dispatchEvent(new CustomEvent("live:added", { bubbles: true }));
  }
}

function insert(wrapper) {
  const children = [...wrapper.children];
  for (const child of children) {
    if (child.id && document.getElementById(child.id)) {
      replace(child);
      child.remove();
    } else {
      child.setAttribute("data-live-added", "");
    }
  }
  if (wrapper.children.length || !children.length) htmx.swap(document.body, wrapper.outerHTML, { swapStyle: "none" });
}

function replace(node, asked) {
  const old = node.id && document.getElementById(node.id);
  if (!old || Number(node.dataset.version) < Number(old.dataset.version)) return;
  // Pushed HTML is rendered for nobody in particular, so it has no token: the element keeps the subscription it has.
  if ("rows" in node.dataset) return updateRows(old, node, asked);
  if (wasPushedSince(node.id, asked)) return;
  const kept = [...old.querySelectorAll("live-topic")];
  node.removeAttribute("hx-swap-oob");
  htmx.swap(old, node.outerHTML, OUTER);
  const fresh = document.getElementById(node.id);
  if (fresh && !fresh.querySelector("live-topic")) fresh.append(...kept);
}
