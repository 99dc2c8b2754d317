// Reads the CSRF token from its cookie, and sends it with forms that scripts post. The module has no side effects, so
// that any script can import it.

/** Return the CSRF token of this browser, or "" without the cookie. */
export const csrfToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

/** Post `values` as a form with the CSRF token. */
export const postForm = (url, values, headers = {}) =>
  fetch(url, {
    method: "POST",
    body: new URLSearchParams(values),
    headers: { ...headers, "X-CSRFToken": csrfToken() },
  });
