"""Open cart pages follow stock, holds and prices without a reload."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from marketplace.models import Hold, Product
from marketplace.signals import product_changed
from tests import cast
from tests.browser.conftest import Visit, is_live

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def with_cart(visit, item):
    page = visit(item.product.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-box .count")).to_have_attribute("data-count", "1")
    page.goto("/cart/")
    is_live(page, f"line.{item.pk}")
    page.evaluate("window.sameDocument = true")
    return page


def test_the_last_unit_leaves_and_comes_back_on_an_open_cart_page(visit: Visit):
    item = cast.item(stock=1)
    page = with_cart(visit, item)
    button = page.get_by_role("button", name="Check out")
    order = cast.pending_order(cast.guest(), (item, 1))
    expect(page.locator(f"#line-{item.pk}")).to_contain_text("is held at another checkout")
    expect(page.locator(f"#line-{item.pk}")).not_to_contain_text("sold out")
    expect(page.locator(f"#line-facts-{item.pk}")).to_contain_text("None left, 1 held until")
    expect(button).to_be_disabled()
    order.cancel()
    expect(button).to_be_enabled()
    expect(page.locator(f"#line-{item.pk}")).not_to_contain_text("is held")
    assert page.evaluate("window.sameDocument")


def test_a_hold_that_lapses_wakes_the_line_without_a_worker(visit: Visit):
    item = cast.item(stock=1)
    page = with_cart(visit, item)
    order = cast.pending_order(cast.guest(), (item, 1))
    expect(page.get_by_role("button", name="Check out")).to_be_disabled()
    Hold.objects.filter(order=order).update(expires_at=timezone.now() + timedelta(seconds=3))
    product_changed.send_robust(sender=Product, product_ids=[item.product_id])
    expect(page.get_by_role("button", name="Check out")).to_be_enabled()


def test_a_price_that_rises_asks_for_a_yes_and_gets_it(visit: Visit):
    item = cast.item(price=Decimal("10.00"))
    page = with_cart(visit, item)
    Product.objects.update(price="12.00")
    product_changed.send_robust(sender=Product, product_ids=[item.product_id])
    yes = page.locator(f"#cart-agree-{item.pk}")
    expect(yes).to_have_text("Accept €12.00")
    expect(page.get_by_role("button", name="Check out")).to_be_disabled()
    yes.click()
    expect(page.get_by_role("button", name="Check out")).to_be_enabled()
    expect(yes).to_have_count(0)
