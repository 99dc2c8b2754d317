"""The name of a cart's shopper is offered, and its viewing recorded, only if there is a name."""

import pytest

from carts.models import CartUnmasking
from marketplace.errors import Refused
from tests import cast
from tests.carts.browsers import Browser

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def cart_of(stall, name):
    browser = Browser()
    browser.sign_in(cast.person("Bob Buyer", display_name=name))
    browser.send("add", item=stall.boots.pk)
    return browser.cart.cart


@pytest.mark.parametrize(("name", "is_offered"), [("Bob Buyer", True), ("", False)])
def test_show_the_name_is_offered_where_there_is_one(stall, sam, name, is_offered):
    cart = cart_of(stall, name)
    page = sam.get(f"{stall.url}{cart.code}/").content.decode()
    assert ("Show name" in page) is is_offered


def test_a_look_at_no_name_is_refused_and_not_recorded(stall, sam):
    cart = cart_of(stall, "")
    page = sam.post(f"{stall.url}{cart.code}/unmask/", follow=True).content.decode()
    assert "gave no name" in page
    with pytest.raises(Refused, match="gave no name"):
        CartUnmasking.objects.unmask(cart, by=stall.sam, shop=stall.shop)
    assert not CartUnmasking.objects.exists()


def test_a_name_given_later_is_offered_then(stall, sam):
    cart = cart_of(stall, "")
    cart.member.display_name = "Bob Buyer"
    cart.member.save()
    sam.post(f"{stall.url}{cart.code}/unmask/")
    assert "Bob Buyer" in sam.get(f"{stall.url}{cart.code}/").content.decode()
