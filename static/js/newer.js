// Two pictures of one thing: the one with the lower version is the older, whichever arrived last. Pictures of another
// person's thing (after signing in or out, `data-of` differs) are not compared.
export function isOlder(html, shown) {
  if (!shown?.dataset.version) return false;
  const template = document.createElement("template");
  template.innerHTML = html;
  const next = template.content.getElementById(shown.id);
  return next?.dataset.of === shown.dataset.of && Number(next.dataset.version) < Number(shown.dataset.version);
}
