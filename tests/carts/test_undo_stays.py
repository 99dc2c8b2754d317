"""The undo button stays on the cart's page until it is used or the cart changes again."""

import pytest
from django.urls import reverse

from tests import cast
from tests.carts.browsers import Browser, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(bob):
    """Two items, three of each in Bob's cart."""
    items = cast.item(title="Lamp"), cast.item(title="Chair")
    for item in items:
        bob.send("add", item=item.pk, quantity=3)
    return items


def undo_buttons(browser):
    """Return how many buttons of the cart's page take the last change back."""
    return browser.get("/cart/").content.decode().count(f'action="{reverse("carts:undo")}"')


@pytest.mark.parametrize("change", ["remove", "empty"])
def test_it_is_there_however_often_the_page_is_opened(bob, two, change):
    bob.send(change, item=two[0].pk)
    assert [undo_buttons(bob) for _ in range(3)] == [1, 1, 1]
    bob.send("undo", version=bob.cart.version)
    assert undo_buttons(bob) == 0
    assert bob.lines == {item.pk: 3 for item in two}


def test_it_is_there_after_a_merge(two):
    bob = cast.person("Bob Buyer")
    filled(cast.member(bob), (two[0], 1))
    browser = Browser()
    browser.send("add", item=two[1].pk, quantity=2)
    browser.sign_in(bob)
    assert [undo_buttons(browser) for _ in range(2)] == [1, 1]
    assert "before you signed in" in browser.get("/cart/").content.decode()


def test_the_next_change_takes_its_place(bob, two):
    bob.send("remove", item=two[0].pk)
    bob.send("change", item=two[1].pk, quantity=1)
    assert undo_buttons(bob) == 0


def test_nothing_can_be_taken_back_while_it_is_being_paid_for(bob, two):
    bob.send("remove", item=two[0].pk)
    bob.check_out()
    assert undo_buttons(bob) == 0


def test_a_part_of_the_page_has_it_too(bob, two):
    answer = bob.tap("remove", target="cart", item=two[0].pk)
    assert answer.content.decode().count(f'action="{reverse("carts:undo")}"') >= 1
    part = bob.get("/cart/", headers={"HX-Request": "true"}).content.decode()
    assert "Removed from your cart: Lamp" in " ".join(part.split())


def test_the_home_page_offers_to_restore_a_lost_cart_outside_the_closed_box(bob):
    page = bob.get("/").content.decode()
    main = page[page.index("<main") :]
    assert main.count("data-restore") == 1
