// Shows a notice when a line of the cart becomes unavailable, too few, dearer or available again while a page is open.
const template = document.getElementById("line-news");

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

let before = readLines();

document.addEventListener("htmx:load", ({ target }) => {
  if (target.id !== "cart-box") return;
  const after = readLines();
  for (const [id, line] of after) {
    const was = before.get(id);
    if (!was) continue;
    // Units that become free one by one are too few at first.
    if (line.code) line.isGone ||= was.isGone;
    if (was.code === line.code) continue;
    // A new notice of a line replaces the old one.
    document.querySelector(`.notices [data-about="${id}"]`)?.remove();
    if (!line.code && !was.isGone) continue;
    const notice = template.content.cloneNode(true);
    notice.firstElementChild.dataset.about = id;
    notice.querySelector("p").textContent = line.message;
    document.querySelector(".notices")?.append(notice);
  }
  before = after;
});
