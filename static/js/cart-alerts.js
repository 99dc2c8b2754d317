// Says what became of a thing in the cart while the page was open, wherever the shopper is: gone, too few, dearer, back.
const news = document.getElementById("line-news");

const look = () =>
  new Map(
    [...document.querySelectorAll("#cart-box .line")].map((line) => [
      line.id,
      {
        code: line.dataset.problem ?? "",
        isGone: line.classList.contains("line--gone"),
        words: line.querySelector(".line__problem")?.textContent ?? `${line.dataset.name} can be had again.`,
      },
    ]),
  );

let before = look();

document.addEventListener("htmx:load", ({ target }) => {
  if (target.id !== "cart-box") return;
  const after = look();
  for (const [id, line] of after) {
    const was = before.get(id);
    if (!was) continue;
    // Units that come back one by one are too few at first.
    if (line.code) line.isGone ||= was.isGone;
    if (was.code === line.code) continue;
    // Of one line only the latest is true.
    document.querySelector(`.notices [data-about="${id}"]`)?.remove();
    if (!line.code && !was.isGone) continue;
    const notice = news.content.cloneNode(true);
    notice.firstElementChild.dataset.about = id;
    notice.querySelector("p").textContent = line.words;
    document.querySelector(".notices")?.append(notice);
  }
  before = after;
});
