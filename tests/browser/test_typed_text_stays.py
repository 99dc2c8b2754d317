"""Typed text stays while the part of the page around it is re-rendered."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import cast
from tests.browser.conftest import Visit, is_live
from tests.trading import rooms

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_quantity_stays_while_another_line_is_removed(visit: Visit):
    first, second = cast.item(title="Lamp"), cast.item(title="Chair")
    page = visit(first.product.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-box .count")).to_have_text(", items: 1")
    page.goto(second.product.get_absolute_url())
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-box .count")).to_have_text(", items: 2")
    page.goto("/cart/")
    box = page.locator(f"#quantity-{first.pk}")
    box.press("End")
    box.press("Backspace")
    box.press("7")
    page.evaluate(f"document.getElementById('cart-remove-{second.pk}').form.requestSubmit()")
    expect(page.locator("#cart .line")).to_have_count(1)
    expect(box).to_have_value("7")
    expect(box).to_be_focused()
    box.press("Tab")
    expect(page.locator("#cart .line .price")).to_contain_text("€349.30")


def test_typed_terms_stay_while_other_terms_are_proposed(visit: Visit):
    room = rooms.negotiating()
    room.trade.counter(by=room.bob, version=1, price=Decimal(80), quantity=5)
    alice = visit(room.trade.get_absolute_url(), user=room.alice)
    is_live(alice, f"trade.{room.trade.number}")
    alice.get_by_text("Change the terms").click()
    reason = alice.locator("#amend-reason")
    reason.fill("Because oranges")
    room.trade.apply(by=room.alice, counter=1)
    expect(alice.locator(".terms__total")).to_contain_text("€400.00")
    expect(reason).to_have_value("Because oranges")
    expect(reason).to_be_visible()
    expect(reason).to_be_focused()
    expect(alice.locator("#amend-price")).to_have_value("80.00")


def test_a_tracking_number_stays_while_a_part_of_the_order_is_refunded(visit: Visit):
    item = cast.item(title="Lamp")
    shop = item.product.shop
    order = cast.paid_order(cast.guest(), (item, 1), (cast.item(title="Chair", in_shop=shop), 1))
    seller = visit(reverse("marketplace:seller_order", args=[shop.slug, order.number]), user=shop.owner)
    is_live(seller, f"shop-orders.{shop.pk}")
    tracking = seller.locator("[name=tracking]")
    tracking.fill("LX 12")
    order.refund([order.lines.get(product=item.product)], by=shop.owner)
    expect(seller.locator("main")).to_contain_text("Refunded")
    expect(tracking).to_have_value("LX 12")
