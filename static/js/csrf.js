// Forms that were pushed or re-read carry no CSRF token: it is taken from the cookie when the request leaves.
const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = token();
});

document.addEventListener(
  "submit",
  ({ target: form, submitter }) => {
    // Read from the attributes: a field called "action" or "method" hides the form's own property.
    const action = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
    const posts = form.getAttribute("method")?.toLowerCase() === "post";
    if (!posts || new URL(action, location.href).origin !== location.origin || !token()) return;
    let field = form.querySelector("input[name=csrfmiddlewaretoken]");
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = "csrfmiddlewaretoken";
      form.append(field);
    }
    field.value = token();
  },
  true,
);
