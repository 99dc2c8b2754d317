// A page that answers a form and is shown this once: who comes back to it later comes to where it leads, instead of to
// the browser's question whether to send the form again, or to its error.
const next = document.querySelector("a[data-replaces]");
if (next) history.replaceState(null, "", next.href);
