"""The seller's product pages fit the screen, and work without scripts, with more clicks."""

import pytest
from playwright.sync_api import FilePayload, expect

from tests import cast
from tests.browser.conftest import Visit
from tests.marketplace.seller.upload_images import encode_image

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE, TABLET, DESK = 360, 768, 1440
PHOTO: FilePayload = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": encode_image("JPEG")}


@pytest.mark.parametrize("width", [PHONE, TABLET, DESK])
def test_no_page_of_it_scrolls_sideways(visit: Visit, width: int):
    product = cast.product(
        stock={f"Size {size}": 1000 for size in range(36, 49)},
        title="Waterproof Mountaineering-Grade Trail Runner with Reflective Everything",
        price="12499.90",
    )
    desk = f"/desk/{product.shop.slug}/"
    own = f"{desk}listings/{product.pk}/"
    page = visit(own, user=product.shop.owner, viewport={"width": width, "height": 800})
    page.locator("input[type=file]").set_input_files([PHOTO] * 8)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".picture-item")).to_have_count(8)
    for path in [own, desk, f"{desk}listings/new/", product.get_absolute_url()]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_without_scripts_rows_are_added_and_removed(visit: Visit):
    product = cast.product(stock={"S": 1, "M": 2})
    page = visit(
        f"/desk/{product.shop.slug}/listings/{product.pk}/", user=product.shop.owner, java_script_enabled=False
    )
    page.get_by_role("button", name="More rows").click()
    page.locator("[name=sizes-2-label]").fill("L")
    page.locator("[name=sizes-2-on_hand]").fill("3")
    page.get_by_label("Remove").first.check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert list(product.items.values_list("label", "on_hand")) == [("M", 2), ("L", 3)]
