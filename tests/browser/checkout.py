"""Buying as people do: on the page, with the mouse and the keyboard."""

from playwright.sync_api import Locator, Page

from marketplace.models import Product

ADDRESS = {
    "email": "guest@example.com",
    "ship_name": "Gus Guest",
    "ship_line1": "1 Harbour Road",
    "ship_postcode": "1100-048",
    "ship_city": "Lisbon",
    "ship_region": "PT",
    "ship_country": "Portugal",
}


def buy(page: Page, product: Product) -> None:
    """Put a product into the cart, check out and pay with the card that works."""
    check_out(page, product)
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url("**/orders/**")


def check_out(page: Page, product: Product, size: str = "") -> None:
    """Put a product into the cart, in a size if one is given, check out and fill in where it goes."""
    page.goto(product.get_absolute_url())
    if size:
        page.get_by_label(size).check(force=True)
    page.get_by_role("button", name="Add to cart").click()
    page.goto("/cart/")
    page.get_by_role("button", name="Check out").click()
    for name, value in ADDRESS.items():
        page.locator(f"[name={name}]").fill(value)


def units_in_cart(page: Page) -> Locator:
    """Return where the header says how many units the cart holds."""
    return page.locator("#cart-box .count")
