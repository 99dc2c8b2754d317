"""The life of one product: listed as a drop, released, bought with a confirmed card, shipped, refunded."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from marketplace.models import Mail, Order, Product
from tests import cast
from tests.browser.checkout import check_out
from tests.browser.conftest import Visit, is_live
from tests.browser.test_listing_a_drop import fill_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def pay_with_the_card_that_asks_back(page: Page) -> Order:
    """Pay, say no to the bank at first, then pay anew and say yes; returns the order."""
    for answer in ("Cancel payment", "Confirm payment"):
        page.get_by_label("Test card that needs confirmation").check(force=True)
        page.get_by_role("button", name="Pay").click()
        page.get_by_role("button", name=answer).click()
        if answer.startswith("No"):
            expect(page.get_by_role("alert")).to_contain_text("You rejected the payment at your bank")
    expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    return Order.objects.get()


def test_every_screen_follows_it_by_itself(visit: Visit, tmp_path: Path):
    cast.category()
    shop = cast.shop()
    desk = visit("/desk/", user=shop.owner)
    fill_in(desk, tmp_path)
    product = Product.objects.get()
    watching, buyer = visit(product.get_absolute_url()), visit()
    Product.objects.update(released_at=timezone.now() + timedelta(seconds=4))
    watching.reload()
    expect(watching.locator(".drop")).to_contain_text("Coming soon")
    expect(watching.get_by_role("button", name="Add to cart")).to_be_visible(timeout=20_000)

    is_live(watching, f"stock.{product.pk}")
    size = watching.locator(".size", has_text="41")
    expect(size).to_contain_text("3 left")
    check_out(buyer, product, size="41")
    expect(size).to_contain_text("2 left")
    order = pay_with_the_card_that_asks_back(buyer)
    is_live(buyer, f"order.{order.number}")
    expect(size).to_contain_text("2 left")

    desk.goto(f"/desk/{shop.slug}/orders/")
    desk.get_by_role("link", name="Sea Runner").click()
    desk.get_by_label("Carrier").fill("Harbour Post")
    desk.get_by_label("Tracking number").fill("HP0001")
    desk.get_by_role("button", name="Mark as shipped").click()
    expect(buyer.locator("main")).to_contain_text("HP0001")
    expect(buyer.locator("main")).to_contain_text("Your order is on its way")

    desk.get_by_role("link", name="Refund…").click()
    expect(desk.locator("#refund-sum")).to_contain_text("€0.00")
    desk.get_by_label("Sea Runner").check()
    expect(desk.locator("#refund-sum")).to_contain_text("€80.00")
    desk.get_by_label("Reason").fill("Two left shoes")
    desk.get_by_label("Put the items back in stock").check()
    desk.get_by_role("button", name="Continue").click()
    desk.get_by_role("button", name="Refund €80.00").click()
    expect(buyer.locator("main")).to_contain_text("This order was fully refunded")
    expect(size).to_contain_text("3 left")
    assert [key.split(":")[0] for key in Mail.objects.order_by("pk").values_list("key", flat=True)] == [
        "paid",
        "shipped",
        "refund",
    ]
