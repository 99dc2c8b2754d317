// Header menus close on Escape and on a click elsewhere, and stay open when their content is read again.

const open = new Set();

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.matches?.("details.menu[id]")) open[target.open ? "add" : "delete"](target.id);
  },
  true,
);

document.addEventListener("htmx:load", ({ target }) => {
  for (const menu of target.querySelectorAll("details.menu[id]")) menu.open ||= open.has(menu.id);
});

document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (target.isConnected && !menu.contains(target)) menu.open = false;
  }
});

document.addEventListener("keydown", ({ key }) => {
  const menu = key === "Escape" && document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
