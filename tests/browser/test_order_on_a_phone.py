"""The mail about a guest's order is opened on another device, which then follows the order live."""

import re

import pytest
from playwright.sync_api import expect

from marketplace.models import Mail, Order, Shipment
from tests import cast
from tests.browser.checkout import buy
from tests.browser.conftest import Visit, is_live

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_link_opens_it_and_the_page_follows(visit: Visit):
    product = cast.product(stock=5)
    buy(visit(), product)
    order = Order.objects.get()
    mail = Mail.objects.get()
    [link] = re.findall(r"https?://[^/]+(/orders/\S+/open/\S+)", mail.text)

    phone = visit(link, viewport={"width": 360, "height": 700})
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.headers.get("referer", "")))
    phone.get_by_role("button", name="View my order").click()
    expect(phone.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    assert phone.url.endswith(order.get_absolute_url())
    assert not any("/open/" in referer for referer in asked)
    is_live(phone, f"order.{order.number}")
    Shipment.objects.send(order, product.shop, by=None, carrier="Harbour Post", tracking="HP0001")
    expect(phone.locator("main")).to_contain_text("HP0001")
    phone.get_by_role("button", name="Mark as delivered").click()
    expect(phone.locator("main")).to_contain_text("Your order was delivered")
    phone.get_by_role("button", name="Hide this purchase").click()
    expect(phone.locator("main")).to_contain_text("Only the shop sees")
    assert phone.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
