// Adds the size and quantity that are selected on a product page to the offer link (`data-offer`).
function updateLink(link) {
  const panel = link.closest(".buy").querySelector(".sizes-panel");
  const item = panel.querySelector("[name=item]:checked, [name=item][type=hidden]")?.value;
  const quantity = panel.querySelector("[name=quantity]")?.value;
  const selected = Object.entries({ item, quantity }).filter(([, value]) => value);
  link.search = new URLSearchParams(selected);
}

// The link is updated right before it is followed (by click, key or context menu), because a push may replace the form.
for (const type of ["pointerdown", "focusin", "click"]) {
  document.addEventListener(
    type,
    ({ target }) => {
      const link = target.closest?.("[data-offer]");
      if (link) updateLink(link);
    },
    true,
  );
}
