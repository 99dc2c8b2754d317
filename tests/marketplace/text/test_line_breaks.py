"""A text within the browser's limit is within the server's, although each line break arrives as two characters."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.models import Product
from tests import cast
from tests.marketplace.seller.product_forms import new_product_form, new_product_url
from tests.trading.rooms import negotiating

pytestmark = pytest.mark.django_db


def lines(longest):
    """Return a text of so many characters as a browser sends it."""
    return "x\r\n" * (longest // 2 - 1) + "xx"


def test_in_the_description_of_a_product():
    shop, desk = cast.shop(), Client()
    desk.force_login(shop.owner)
    assert desk.post(new_product_url(shop), new_product_form(description=lines(5000))).status_code == 302
    assert len(Product.objects.get().description) == 5000


def test_in_the_blurb_of_a_shop():
    shop, client = cast.shop(), Client()
    client.force_login(shop.owner)
    form = {"name": shop.name, "blurb": lines(300)}
    assert client.post(reverse("marketplace:seller_shop", args=[shop.slug]), form).status_code == 302
    shop.refresh_from_db()
    assert len(shop.blurb) == 300


@pytest.mark.parametrize(("step", "field", "longest"), [("say", "text", 2000), ("counter", "note", 300)])
def test_in_a_room(step, field, longest):
    room, client = negotiating(), Client()
    client.force_login(room.bob)
    form = {"version": "1", "price": "3", "quantity": "1", field: lines(longest)}
    assert client.post(f"{room.trade.get_absolute_url()}{step}/", form).status_code == 302
    form[field] += "x"
    assert client.post(f"{room.trade.get_absolute_url()}{step}/", form).status_code in {409, 422}
