"""Changes by the seller reach the pages that other people have open."""

import pytest
from playwright.sync_api import expect

from marketplace.accounts.visitors import Shopper
from tests import cast
from tests.browser.conftest import Visit, is_live

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def alice():
    return cast.person("Alice Seller")


def test_a_parcel_and_a_refund_reach_open_pages(visit: Visit, alice):
    shop = cast.shop(alice)
    boots, socks = (cast.item(in_shop=shop, title=title, stock=2) for title in ("Boots", "Socks"))
    bob = cast.person("Bob Buyer")
    order = cast.paid_order(Shopper(bob, "0" * 32), (boots, 2), (socks, 1))
    bought = visit(order.get_absolute_url(), user=bob)
    shelf = visit(boots.product.get_absolute_url())
    expect(shelf.locator("main")).to_contain_text("Sold out")
    expect(bought.locator("main")).to_contain_text("Preparing")
    is_live(bought, f"order.{order.number}")
    is_live(shelf, f"stock.{boots.product_id}")

    desk = visit(f"/desk/{shop.slug}/orders/", user=alice)
    expect(desk.locator(".seller-nav .count")).to_have_text("1 to ship")
    desk.get_by_role("link", name="Boots").click()
    desk.get_by_label("Carrier").fill("DHL")
    desk.get_by_label("Tracking number").fill("JD0001")
    desk.get_by_role("button", name="Mark as shipped").click()
    expect(bought.locator("main")).to_contain_text("with DHL")
    expect(bought.locator("main")).to_contain_text("JD0001")

    desk.get_by_role("link", name="Refund…").click()
    desk.get_by_label("Boots").check()
    desk.get_by_label("Reason").fill("A hole")
    desk.get_by_label("Put the items back in stock").check()
    desk.get_by_role("button", name="Continue").click()
    desk.get_by_role("button", name="Refund €99.80").click()
    expect(bought.locator("main")).to_contain_text("€99.80 was refunded")
    expect(shelf.locator("main")).to_contain_text("Only 2 left")


def test_an_order_comes_in_while_the_seller_types(visit: Visit, alice):
    item = cast.item(in_shop=cast.shop(alice))
    order = cast.paid_order(cast.guest(), (item, 1))
    desk = visit(f"/desk/{item.product.shop.slug}/orders/{order.number}/", user=alice)
    is_live(desk, f"shop-orders.{item.product.shop_id}")
    number = desk.get_by_label("Tracking number")
    number.fill("JD00")
    cast.paid_order(cast.guest(), (item, 1))
    expect(desk.locator(".seller-nav .count")).to_have_text("2 to ship")
    expect(number).to_have_value("JD00")
    desk.keyboard.type("01")
    expect(number).to_have_value("JD0001")
