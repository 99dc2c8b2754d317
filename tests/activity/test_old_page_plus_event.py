"""A page that was open when it happened ends as a fresh one looks."""

import pytest

from activity.models import PurchaseActivity
from config import live
from tests import cast
from tests.fresh_page import assert_kept_true, assert_not_told

pytestmark = pytest.mark.django_db
PAGE = "/orders/"  # nothing on it but the toasts has to do with what others buy


def purchase(*titles, **address):
    """Return what buys new products with these titles."""
    items = [cast.item(title=title) for title in titles]
    return lambda: cast.paid(cast.guest(), *((item, 1) for item in items), **address)


@pytest.mark.parametrize("titles", [("Boots",), ("Boots", "Socks", "Lamp")])
def test_a_purchase_is_told_to_an_open_page(client, titles):
    purchase("Earlier")()
    assert assert_kept_true(client, PAGE, purchase(*titles)) == {"toasts"}


def test_a_purchase_that_must_not_be_shown_is_not_told(client):
    assert_not_told(client, PAGE, purchase("Boots", show_activity=False))


def test_an_opt_out_is_told_to_an_open_page_and_a_profile_changed_otherwise_is_not(client):
    bob = cast.person("Bob Buyer")
    cast.paid(cast.member(bob), (cast.item(), 1))
    assert_not_told(client, PAGE, lambda: bob.change_profile(city="Ghent"))
    with pytest.raises(AssertionError, match="'toasts'"):
        assert_not_told(client, PAGE, lambda: bob.change_profile(show_purchase_activity=False))


def test_a_repaired_purchase_is_told_to_an_open_page(client):
    purchase("Boots")()
    PurchaseActivity.objects.all().delete()
    assert assert_kept_true(client, PAGE, PurchaseActivity.objects.repair) == {"toasts"}


def test_the_page_hears_what_the_buyers_other_pages_bought(client):
    bob = cast.person("Bob Buyer")
    client.force_login(bob)
    with pytest.raises(AssertionError, match=f"'buyer.u-{bob.pk}'"):
        assert_not_told(client, PAGE, lambda: live.push(f"buyer.u-{bob.pk}", "activity/live/own_purchase_noted.html"))
