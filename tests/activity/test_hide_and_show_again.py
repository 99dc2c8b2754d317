"""Staff of the site hide an activity and show it again, on open pages, too, but not one that its buyer hid."""

import pytest

from activity.models import PurchaseActivity
from activity.recent_toasts import toasts_for
from marketplace.errors import Refused
from marketplace.models import Product
from tests import cast

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bob():
    return cast.person("Bob Buyer")


@pytest.fixture
def boots(bob, pushes):
    order = cast.paid_order(cast.member(bob), (cast.item(title="Boots"), 1))
    pushes.clear()
    return PurchaseActivity.objects.get(order=order)


def listed():
    return "Boots" in "".join(toasts_for(cast.guest()))


def test_hidden_it_leaves_the_list_and_open_pages(boots, pushes):
    assert listed()
    boots.hide()
    assert not listed()
    assert [(push.topic, push.name) for push in pushes] == [("toasts", "withdrawn_purchase")]
    assert boots.key in pushes[0].html


def test_shown_again_it_is_back_and_its_buyers_pages_hear_first_that_it_is_theirs(boots, bob, pushes):
    boots.hide()
    pushes.clear()
    boots.show_again()
    assert listed()
    assert [(push.topic, push.name) for push in pushes] == [
        (f"buyer.u-{bob.pk}", "own_purchase"),
        ("toasts", "restored_purchase"),
    ]
    assert f'data-toast-on="{boots.key}"' in pushes[1].html


def test_hiding_touches_no_other(boots, pushes):
    other = cast.paid_order(cast.guest(), (cast.item(title="Socks"), 1)).activities.get()
    boots.hide()
    assert [activity.title for activity in PurchaseActivity.objects.recent()] == ["Socks"]
    assert other.key not in pushes[-1].html


@pytest.mark.parametrize("verb", ["hide", "show_again"])
def test_an_action_without_effect_is_refused(verb, boots, pushes):
    if verb == "hide":
        boots.hide()
        pushes.clear()
    with pytest.raises(Refused):
        getattr(PurchaseActivity.objects.get(), verb)()
    assert pushes == []


def test_a_purchase_hidden_by_its_buyer_cannot_be_shown(boots, bob, pushes):
    boots.hide()
    bob.change_profile(show_purchase_activity=False)
    pushes.clear()
    with pytest.raises(Refused, match="refunded"):
        PurchaseActivity.objects.get().show_again()
    assert (PurchaseActivity.objects.get().is_hidden, pushes) == (True, [])


def test_an_opt_out_between_the_page_and_the_click_wins(boots, bob, pushes):
    boots.hide()
    stale = PurchaseActivity.objects.get()
    bob.change_profile(show_purchase_activity=False)
    pushes.clear()
    with pytest.raises(Refused):
        stale.show_again()
    assert PurchaseActivity.objects.get().is_hidden
    assert not listed()


def test_of_a_product_that_is_off_the_market_nothing_is_pushed(boots, pushes):
    boots.hide()
    Product.objects.update(show_in_activity=False)
    pushes.clear()
    boots.show_again()
    assert (pushes, listed()) == ([], False)


def test_hidden_it_does_not_count_as_opted_out(boots, bob):
    boots.hide()
    boots.refresh_from_db()
    assert boots.is_public
    assert boots.updated_at > boots.created_at
