"""Open product lists and the home page follow stock, drops and new products without a reload."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from marketplace import tasks
from marketplace.models import Product
from tests import cast
from tests.browser.conftest import is_live

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_card_follows_stock(visit):
    item = cast.item(stock=6)
    page = visit(item.product.category.get_absolute_url())
    is_live(page, f"card.{item.product_id}")
    order = cast.pending_order(cast.guest(), (item, 4))
    card = page.locator(f"#card-{item.product_id}")
    expect(card).to_contain_text("Only 2 left")
    order.cancel()
    expect(card).not_to_contain_text("left")


def test_a_drop_opens_on_an_open_list(visit):
    drop = cast.product(released_at=timezone.now() + timedelta(seconds=3))
    page = visit(drop.category.get_absolute_url())
    is_live(page, f"card.{drop.pk}")
    card = page.locator(f"#card-{drop.pk}")
    expect(card.locator("[data-countdown]")).to_be_visible()
    page.wait_for_timeout(3500)
    tasks.open_drops()
    expect(card.locator("[data-countdown]")).to_have_count(0)


def test_a_drop_opens_by_the_pages_own_clock_without_a_push(visit):
    drop = cast.product(released_at=timezone.now() + timedelta(seconds=2))
    page = visit(drop.category.get_absolute_url())
    expect(page.locator(f"#card-{drop.pk} [data-countdown]")).to_have_count(0, timeout=14_000)


def test_home_shows_new_products_and_keeps_them_live(visit):
    cast.product()
    draft = cast.product(status=Product.Status.DRAFT, stock=6, title="Lantern")
    page = visit("/")
    is_live(page, "shelves")
    draft.publish()
    card = page.locator(f"#card-{draft.pk}")
    expect(card).to_be_visible(timeout=14_000)
    is_live(page, f"card.{draft.pk}")
    cast.pending_order(cast.guest(), (draft.items.get(), 4))
    expect(card).to_contain_text("Only 2 left")


def test_search_works_without_scripts(visit):
    cast.product(title="Copper Kettle")
    page = visit("/", java_script_enabled=False)
    page.get_by_label("Search all shops").fill("kettle")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Results for “kettle”")
    expect(page.get_by_role("link", name="Copper Kettle")).to_be_visible()
    page.locator(".filters__summary, .filters__form").first.wait_for(state="attached")
