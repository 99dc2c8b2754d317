"""The last change of a cart can be undone with one click until the next change."""

import pytest

from carts.models import Cart
from tests import cast
from tests.carts.browsers import Browser, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(bob):
    items = cast.item(), cast.item()
    for item in items:
        bob.send("add", item=item.pk, quantity=3)
    return items


def version(bob):
    return bob.cart.version


def test_an_emptied_cart_comes_back(bob, two):
    before = bob.lines
    answer = bob.tap("empty", target="cart")
    assert f'name="version" value="{version(bob)}"' in answer.content.decode()
    assert bob.lines == {}
    assert bob.send("undo", version=version(bob)).status_code == 302
    assert bob.lines == before


def test_a_removed_line_comes_back(bob, two):
    before = bob.lines
    bob.send("remove", item=two[0].pk)
    bob.send("undo", version=version(bob))
    assert bob.lines == before


def test_undoing_a_merge_restores_the_members_cart(two):
    bob = cast.person("Bob Buyer")
    filled(cast.member(bob), (two[0], 1))
    browser = Browser()
    browser.send("add", item=two[0].pk, quantity=2)
    browser.send("add", item=two[1].pk, quantity=1)
    browser.sign_in(bob)
    assert browser.lines == {two[0].pk: 2, two[1].pk: 1}
    page = browser.get("/cart/").content.decode()
    assert f'name="version" value="{browser.cart.version}"' in page
    browser.send("undo", version=browser.cart.version)
    assert browser.lines == {two[0].pk: 1}


def test_a_later_change_prevents_the_undo(bob, two):
    bob.send("empty")
    emptied = version(bob)
    bob.send("add", item=two[0].pk, quantity=1)
    assert bob.send("undo", version=emptied).status_code == 409
    assert bob.lines == {two[0].pk: 1}


def test_an_undo_happens_once(bob, two):
    bob.send("empty")
    emptied = version(bob)
    bob.send("undo", version=emptied)
    assert bob.send("undo", version=emptied).status_code == 409


def test_an_addition_is_not_undone_this_way(bob, two):
    assert bob.send("undo", version=version(bob)).status_code == 409
    assert len(bob.lines) == 2


def test_another_ones_change_is_out_of_reach(bob, two):
    bob.send("empty")
    mallory = Browser()
    assert mallory.send("undo", version=version(bob)).status_code == 404
    assert not Cart.objects.get().lines.exists()


@pytest.mark.parametrize("wrong", ["", "x", "-1", str(2**70)])
def test_a_version_that_makes_no_sense_is_refused(bob, two, wrong):
    assert bob.send("undo", version=wrong).status_code == 422
