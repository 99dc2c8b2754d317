// A page that answers a form takes the place of its own address in the history, as if it had been opened by a link: back,
// forward and reload then lead to a page of the site, not to the browser's question whether to send the form again, or
// to its error. What is shown this once names the page that is there from then on.
const next = document.querySelector("a[data-replaces]");
history.replaceState(history.state, "", next?.href ?? location.href);
