"""Units held by others are not called sold out in the cart, its box, the JSON and the checkout."""

import pytest
from django.urls import reverse

from tests import cast
from tests.carts.browsers import Browser, text

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def item():
    return cast.item(title="Sea Runner", stock=2)


@pytest.fixture
def bob(item):
    browser = Browser()
    browser.send("add", item=item.pk)
    cast.pending_order(cast.guest(), (item, 2))
    return browser


@pytest.mark.parametrize("page", ["cart", "menu"])
def test_a_line_says_that_others_hold_it(bob, page):
    words = text(bob.get(reverse(f"carts:{page}")))
    assert "Sea Runner is held at another checkout." in words
    assert "2 held until" in words
    assert "sold out" not in words.lower()


def test_a_refused_checkout_says_it_too(bob):
    answer = bob.send("checkout", key=cast.key())
    assert answer.status_code == 409
    assert "Sea Runner is held at another checkout." in text(answer)
    assert "sold out" not in text(answer).lower()


def test_an_addition_is_answered_with_held_instead_of_sold_out(bob, item):
    answer = Browser().send("add", item=item.pk)
    assert answer.status_code == 409
    assert "Sea Runner is held at another checkout." in text(answer)


def test_paid_units_are_sold_out(item):
    browser = Browser()
    browser.send("add", item=item.pk)
    cast.paid_order(cast.guest(), (item, 2))
    assert "Sea Runner is sold out." in text(browser.get(reverse("carts:cart")))
