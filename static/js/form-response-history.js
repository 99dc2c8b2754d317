// Replaces the history entry of a page that is the response to a form, as if a link had opened the page: back, forward
// and reload then never ask whether to send the form again. A page that is shown only once names its successor in
// <a data-replaces>.
const next = document.querySelector("a[data-replaces]");
history.replaceState(history.state, "", next?.href ?? location.href);
