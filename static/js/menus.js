// Closes header menus on Escape and on a click elsewhere, and keeps an open <details id> open when it is replaced.

const openIds = new Set();

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.matches?.("details[id]")) openIds[target.open ? "add" : "delete"](target.id);
  },
  true,
);

for (const arrival of ["htmx:load", "live:added"]) {
  document.addEventListener(arrival, ({ target }) => {
    for (const one of target.querySelectorAll("details[id]")) one.open ||= openIds.has(one.id);
  });
}

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
