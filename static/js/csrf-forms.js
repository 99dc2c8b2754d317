// Adds the CSRF token to htmx requests and to submitted forms: forms that were pushed or re-read contain no token.
import { csrfToken } from "./csrf.js";

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get") detail.headers["X-CSRFToken"] = csrfToken();
});

document.addEventListener(
  "submit",
  ({ target: form, submitter }) => {
    // Read from the attributes: a field called "action" or "method" hides the form's own property.
    const action = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
    const isPost = form.getAttribute("method")?.toLowerCase() === "post";
    if (!isPost || new URL(action, location.href).origin !== location.origin || !csrfToken()) return;
    let field = form.querySelector("input[name=csrfmiddlewaretoken]");
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = "csrfmiddlewaretoken";
      form.append(field);
    }
    field.value = csrfToken();
  },
  true,
);
