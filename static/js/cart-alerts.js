// Shows a notice when a cart line becomes unavailable, short of stock, more expensive or available again while a page is
// open. Reads `data-problem` (code) and `data-name` of the lines in #cart-box, which arrive in `html` frames.
const template = document.getElementById("cart-alert");

const readLines = () =>
  new Map(
    [...document.querySelectorAll("#cart-box .line")].map((line) => [
      line.id,
      {
        code: line.dataset.problem ?? "",
        isGone: line.classList.contains("line--gone"),
        message: line.querySelector(".line__problem")?.textContent ?? `${line.dataset.name} is available again.`,
      },
    ]),
  );

let previousLines = readLines();

document.addEventListener("htmx:load", ({ target }) => {
  if (target.id !== "cart-box") return;
  const lines = readLines();
  for (const [id, line] of lines) {
    const previous = previousLines.get(id);
    if (!previous) continue;
    // Units may become free one by one, so that the line is short of stock at first.
    if (line.code) line.isGone ||= previous.isGone;
    if (previous.code === line.code) continue;
    // A new notice of a line replaces the old one.
    document.querySelector(`.notices [data-about="${id}"]`)?.remove();
    if (!line.code && !previous.isGone) continue;
    const notice = template.content.cloneNode(true);
    notice.firstElementChild.dataset.about = id;
    notice.querySelector("p").textContent = line.message;
    document.querySelector(".notices")?.append(notice);
  }
  previousLines = lines;
});
