"""The browser loads the file size that fits the place of a picture, and the layout does not shift."""

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser.conftest import Visit, wait_until
from tests.marketplace.seller.product_forms import product_url

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def photo() -> Any:
    """Return a photo to upload: brown and blue, 2,000 by 1,500 pixels."""
    made = Image.new("RGB", (2000, 1500), (120, 70, 30))
    made.paste((20, 60, 200), (0, 0, 2000, 500))
    file = io.BytesIO()
    made.save(file, "JPEG")
    return {"name": "boots.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def loaded(page: Page, where: str) -> str:
    """Return the size of the picture that the browser chose, once it is shown."""
    # Asked in one step: a shelf that is read again has other elements.
    found = f"document.querySelector('{where} .picture img')"
    wait_until(page, lambda: page.evaluate(f"{found}?.complete && {found}.naturalWidth > 0"), f"no picture in {where}")
    return str(page.evaluate(f"{found}.currentSrc")).rpartition("-")[2].removesuffix(".webp")


def test_each_page_loads_what_it_shows(visit: Visit):
    product = cast.product(title="Boots", stock=5)
    desk = visit(product_url(product), user=product.shop.owner)
    desk.set_input_files("[data-pictures]", [photo(), photo()])
    desk.get_by_role("button", name="Upload").first.click()
    expect(desk.locator("#pictures img").first).to_be_visible()
    assert product.images.count() == 2

    shelf, page = product.category.get_absolute_url(), product.get_absolute_url()
    for width, sharpness, on_card, on_page in [
        (360, 1, "card", "card"),
        (360, 2, "card", "large"),
        (1440, 1, "card", "large"),
    ]:
        shop = visit(shelf, viewport={"width": width, "height": 800}, device_scale_factor=sharpness)
        assert loaded(shop, ".product-card") == on_card, (width, sharpness)
        shop.goto(page)
        assert loaded(shop, ".gallery__frames") == on_page, (width, sharpness)
        assert loaded(shop, ".gallery__thumbs") == "thumb"
        assert shop.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
