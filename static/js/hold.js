// When the time to pay is over by this page's clock, the server is asked whether it agrees, and the page says so.
import { reread } from "./live-reread.js";

document.addEventListener("countdown:over", ({ target }) => {
  const hold = target.closest(".hold");
  if (hold) reread(hold.querySelector("live-topic").src);
});
