// Thumbnails bring their picture into view; the thumbnail of the picture in view is marked.

function start(gallery) {
  const frames = [...gallery.querySelectorAll(".gallery__frames > *")];
  const thumbs = [...gallery.querySelectorAll(".gallery__thumbs button")];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  thumbs.forEach((thumb, index) => {
    thumb.addEventListener("click", () => {
      const row = frames[index].parentElement;
      row.scrollTo({ left: frames[index].offsetLeft - row.offsetLeft, behavior: calm.matches ? "auto" : "smooth" });
    });
  });

  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        for (const [i, thumb] of thumbs.entries()) thumb.setAttribute("aria-current", frames[i] === target);
      }
    },
    { root: gallery.querySelector(".gallery__frames"), threshold: 0.6 },
  );
  for (const frame of frames) watcher.observe(frame);
}

for (const gallery of document.querySelectorAll("[data-gallery]")) start(gallery);
// The pictures may come anew, when the seller changed them.
document.addEventListener("htmx:load", ({ target }) => {
  if (target.matches?.("[data-gallery]")) start(target);
});
