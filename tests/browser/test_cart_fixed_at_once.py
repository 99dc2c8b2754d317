"""A cart with many problems is put right on its page by three clicks, without a reload."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from marketplace.models import Item, Product
from tests import cast
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_three_clicks_make_the_cart_ready(visit: Visit):
    sizes = list(cast.product(stock={"S": 9, "M": 9}, price=Decimal("10.00")).items.all())
    short, gone = cast.item(stock=3), cast.item(stock=3)
    page = visit("/")
    token = next(each["value"] for each in page.context.cookies() if each["name"] == "csrftoken")
    for item in (*sizes, short, gone):
        form: dict[str, Any] = {"item": item.pk, "quantity": 2, "csrfmiddlewaretoken": token}
        page.request.post(page.url + "cart/add/", form=form, headers={"Referer": page.url})
    Product.objects.filter(items__in=sizes).update(price="12.50")
    Item.objects.filter(pk=short.pk).update(on_hand=1)
    Item.objects.filter(pk=gone.pk).update(on_hand=0)
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto("/cart/")
    page.evaluate("window.sameDocument = true")
    cart = page.locator("#cart")
    for name in ("Accept all new prices", "Use the quantities left", "Remove sold-out items"):
        cart.get_by_role("button", name=name).click()
        expect(cart.get_by_role("button", name=name)).to_have_count(0)
    expect(cart.get_by_role("button", name="Check out")).to_be_enabled()
    assert page.evaluate("window.sameDocument")
