// The size and the quantity that are chosen on a product's page go along to the offer.
function choose(link) {
  const panel = link.closest(".buy").querySelector(".sizes-panel");
  const item = panel.querySelector("[name=item]:checked, [name=item][type=hidden]")?.value;
  const quantity = panel.querySelector("[name=quantity]")?.value;
  const chosen = Object.entries({ item, quantity }).filter(([, value]) => value);
  link.search = new URLSearchParams(chosen);
}

// Right before the link is followed, whether by a click, a key or a menu: what was chosen may have been drawn anew.
for (const happened of ["pointerdown", "focusin", "click"]) {
  document.addEventListener(
    happened,
    ({ target }) => {
      const link = target.closest?.("[data-offer]");
      if (link) choose(link);
    },
    true,
  );
}
