// Scrolls a gallery to the picture of a clicked thumbnail, and marks the thumbnail of the visible picture. Reads
// `data-gallery`.

function startGallery(gallery) {
  const frames = [...gallery.querySelectorAll(".gallery__frames > *")];
  const thumbs = [...gallery.querySelectorAll(".gallery__thumbs button")];
  const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

  thumbs.forEach((thumb, index) => {
    thumb.addEventListener("click", () => {
      const row = frames[index].parentElement;
      row.scrollTo({
        left: frames[index].offsetLeft - row.offsetLeft,
        behavior: reducedMotion.matches ? "auto" : "smooth",
      });
    });
  });

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        for (const [i, thumb] of thumbs.entries()) thumb.setAttribute("aria-current", frames[i] === target);
      }
    },
    { root: gallery.querySelector(".gallery__frames"), threshold: 0.6 },
  );
  for (const frame of frames) observer.observe(frame);
}

for (const gallery of document.querySelectorAll("[data-gallery]")) startGallery(gallery);
// A push replaces the gallery when the seller changes the pictures.
document.addEventListener("htmx:load", ({ target }) => {
  if (target.matches?.("[data-gallery]")) startGallery(target);
});
