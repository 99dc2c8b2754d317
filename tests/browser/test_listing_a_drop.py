"""A seller lists a product with a picture, as a drop; on another screen it opens by itself."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from marketplace.models import Product
from marketplace.signals import product_changed
from tests import cast
from tests.browser.conftest import Visit, is_live
from tests.marketplace.seller.upload_images import encode_image

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(visit: Visit) -> Page:
    """The seller dashboard of a new shop, in its owner's browser."""
    cast.category()
    return visit("/desk/", user=cast.shop().owner)


def fill_in(desk: Page, folder: Path) -> None:
    """Add a product in two sizes with a picture, as a drop of tomorrow."""
    photo = folder / "photo.jpg"
    photo.write_bytes(encode_image("JPEG", (800, 600)))
    desk.get_by_role("link", name="Add your first product").click()
    desk.get_by_label("Title").fill("Sea Runner")
    desk.get_by_label("Category").select_option(label="Shoes")
    desk.get_by_label("Price", exact=True).fill("80")
    for place, label in enumerate(("40", "41")):
        if place:
            desk.get_by_role("button", name="Add a size").click()
        desk.locator(f"[name=sizes-{place}-label]").fill(label)
        desk.locator(f"[name=sizes-{place}-on_hand]").fill("3")
    desk.get_by_role("button", name="Add a size").click()
    desk.locator("[name=sizes-2-label]").fill("A slip of the hand")
    desk.get_by_role("button", name="Remove this size").last.click()
    desk.locator("input[type=file]").set_input_files(photo)
    desk.get_by_text("Scheduled drop").click()
    desk.get_by_label("Release time").fill(f"{timezone.now() + timedelta(days=1):%Y-%m-%dT%H:%M}")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Sea Runner")


def test_the_drop_opens_on_another_screen_by_itself(desk: Page, visit: Visit, tmp_path: Path):
    fill_in(desk, tmp_path)
    # There is no worker here: tomorrow comes in some seconds, and the page has nothing but its own countdown.
    Product.objects.update(released_at=timezone.now() + timedelta(seconds=4))
    product = Product.objects.get()
    shopper = visit(product.get_absolute_url())
    expect(shopper.locator(".drop")).to_contain_text("Coming soon")
    expect(shopper.locator(".gallery img")).to_have_js_property("complete", True)
    # The browser counts in pixels of the screen; the chosen file is as wide as the upload.
    chosen = "async image => (await createImageBitmap(await (await fetch(image.currentSrc)).blob())).width"
    assert shopper.locator(".gallery img").evaluate(chosen) == 800
    expect(shopper.get_by_role("button", name="Add to cart")).to_be_visible(timeout=20_000)
    shopper.get_by_label("41").check(force=True)
    expect(shopper.get_by_role("heading", level=1)).to_have_count(1)


def test_the_sellers_changes_appear_at_once(desk: Page, visit: Visit, tmp_path: Path):
    fill_in(desk, tmp_path)
    product = Product.objects.get()
    shopper = visit(product.get_absolute_url())
    is_live(shopper, f"stock.{product.pk}")
    desk.get_by_role("button", name="Release now").click()
    expect(shopper.get_by_role("button", name="Add to cart")).to_be_visible()
    desk.get_by_label("Price", exact=True).fill("64.50")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(shopper.locator(".buy .price--tag").first).to_have_text("€64.50")
    desk.get_by_role("button", name="Unlist").click()
    expect(shopper.get_by_text("Not on sale", exact=True)).to_be_visible()


def test_a_push_of_the_worker_opens_it_too(desk: Page, visit: Visit, tmp_path: Path):
    fill_in(desk, tmp_path)
    product = Product.objects.get()
    shopper = visit(product.get_absolute_url())
    is_live(shopper, f"stock.{product.pk}")
    Product.objects.update(released_at=timezone.now())
    product_changed.send_robust(sender=Product, product_ids=[product.pk])
    expect(shopper.get_by_role("button", name="Add to cart")).to_be_visible()
