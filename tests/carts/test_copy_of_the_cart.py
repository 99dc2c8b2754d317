"""The signed copy brings back a cart whose cookies were lost, and nothing else."""

import pytest
from django.core import signing
from django.urls import reverse

from carts.cart_copy import COPY_SALT
from carts.models import Cart
from marketplace.models import Item
from tests import cast
from tests.carts.browsers import Browser, text

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def item():
    return cast.item(stock=5)


@pytest.fixture
def copy(bob, item):
    bob.send("add", item=item.pk, quantity=3)
    return bob.cart.copy


def test_the_box_carries_the_copy_and_no_key(bob, copy):
    page = bob.get(reverse("carts:menu")).content.decode()
    assert f'data-copy="{copy[:20]}' in page
    assert bob.cookies["visitor"].value.split(":")[0] not in page


def test_an_empty_cart_has_no_copy(bob):
    assert 'data-copy=""' in bob.get(reverse("carts:menu")).content.decode()


def test_items_and_quantities_come_back(copy, item):
    later = Browser()
    assert later.send("restore", copy=copy).status_code == 302
    assert later.lines == {item.pk: 3}


def test_restoring_twice_or_into_a_fuller_cart_adds_nothing_up(copy, item):
    later = Browser()
    later.send("add", item=item.pk, quantity=4)
    later.send("restore", copy=copy)
    later.send("restore", copy=copy)
    assert later.lines == {item.pk: 4}


def test_copies_of_many_carts_make_no_endless_one(copy, settings):
    settings.MAX_CART_LINES = 1
    later = Browser()
    later.send("add", item=cast.item().pk)
    before = later.lines
    answer = later.send("restore", copy=copy)
    assert (answer.status_code, later.lines) == (409, before)


def test_a_line_sold_out_meanwhile_returns_with_its_problem(copy, item):
    Item.objects.update(on_hand=0)
    later = Browser()
    later.send("restore", copy=copy)
    assert f"{item} is sold out." in text(later.get(reverse("carts:cart")))


def test_a_deleted_item_opens_no_cart(copy, bob):
    Cart.objects.all().delete()
    Item.objects.all().delete()
    later = Browser()
    assert later.send("restore", copy=copy).status_code == 404
    assert not Cart.objects.exists()


def test_a_copy_of_a_bought_cart_is_ignored_with_a_notice(bob, copy):
    bob.buy()
    later = Browser()
    answer = later.send("restore", copy=copy)
    assert answer.status_code == 409
    assert "bought already" in text(answer)
    assert later.lines == {}


def test_a_guests_copy_is_ignored_once_the_members_cart_was_bought(bob, copy):
    bob.sign_in(cast.person("Bob Buyer"))
    bob.buy()
    assert Browser().send("restore", copy=copy).status_code == 409


def test_a_copy_older_than_a_week_is_ignored(copy, settings):
    settings.CART_COPY_DAYS = 0
    later = Browser()
    assert later.send("restore", copy=copy).status_code == 400
    assert later.lines == {}


@pytest.mark.parametrize("harm", [lambda copy: "", lambda copy: copy[:-1], lambda copy: "x" + copy, lambda copy: "🙂"])
def test_a_tampered_copy_is_ignored_with_a_notice(copy, harm):
    later = Browser()
    answer = later.send("restore", copy=harm(copy))
    assert answer.status_code == 400
    assert "damaged or too old" in text(answer)
    assert later.lines == {}


def test_something_else_we_signed_is_no_copy(item):
    forged = signing.dumps({"cart": "0" * 32, "lines": [[item.pk, 2]]}, salt="other")
    later = Browser()
    assert later.send("restore", copy=forged).status_code == 400
    assert signing.loads(forged, salt="other") and COPY_SALT != "other"
