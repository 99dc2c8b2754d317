"""An open page ends up equal to a fresh one after each event."""

import json

import pytest

from activity import topics
from activity.models import PurchaseActivity
from activity.recent_toasts import toasts_for
from config.live.topics import find_topic
from marketplace.models import Product
from marketplace.signals import product_changed
from tests import cast
from tests.fresh_page import assert_no_push, assert_page_stays_current, capture_pushes

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
PAGE = "/search/"  # only its toasts depend on purchases of others


def purchase(*titles, **address):
    """Return a function that buys new products with these titles."""
    items = [cast.item(title=title) for title in titles]
    return lambda: cast.paid_order(cast.guest(), *((item, 1) for item in items), **address)


@pytest.mark.parametrize("titles", [("Boots",), ("Boots", "Socks", "Lamp")])
def test_a_purchase_is_pushed_to_an_open_page(client, titles):
    purchase("Earlier")()
    assert assert_page_stays_current(client, PAGE, purchase(*titles)) == {"toasts"}


def test_a_private_purchase_is_not_pushed(client):
    assert_no_push(client, PAGE, purchase("Boots", show_activity=False))


def test_an_opt_out_is_pushed_and_other_profile_changes_are_not(client):
    bob = cast.person("Bob Buyer")
    cast.paid_order(cast.member(bob), (cast.item(), 1))
    assert_no_push(client, PAGE, lambda: bob.change_profile(city="Ghent"))
    with pytest.raises(AssertionError, match="'toasts'"):
        assert_no_push(client, PAGE, lambda: bob.change_profile(show_purchase_activity=False))


def test_a_repaired_purchase_is_pushed_to_an_open_page(client):
    purchase("Boots")()
    PurchaseActivity.objects.all().delete()
    assert assert_page_stays_current(client, PAGE, PurchaseActivity.objects.repair) == {"toasts"}


def refund(activity, bob):
    activity.order.refund(activity.order.lines.all(), by=None)


def opt_out(activity, bob):
    bob.change_profile(show_purchase_activity=False)


def keep_out(activity, bob):
    Product.objects.filter(pk=activity.product_id).update(show_in_activity=False)
    product_changed.send(sender=Product, product_ids=[activity.product_id])


def hide_amount(activity, bob):
    Product.objects.filter(pk=activity.product_id).update(show_amount=False)
    product_changed.send(sender=Product, product_ids=[activity.product_id])


def hide(activity, bob):
    activity.hide()


def buy_more(activity, bob):
    cast.paid_order(cast.guest(), (cast.item(title="Socks"), 1))


@pytest.mark.parametrize("event", [refund, opt_out, keep_out, hide_amount, hide, buy_more])
def test_the_open_list_of_purchases_follows(event, client, django_capture_on_commit_callbacks):
    bob = cast.person("Bob Buyer")
    with django_capture_on_commit_callbacks(execute=True):
        purchase("Earlier")()
        activity = cast.paid_order(cast.member(bob), (cast.item(title="Boots"), 1)).activities.get()
    old, pushed = rows(client), capture_pushes(lambda: event(activity, bob))
    assert "purchases" in {topic for topic, _ in pushed}
    [declared, key] = find_topic("purchases")
    fresh = rows(client)
    assert fresh != old
    assert declared.render
    assert (declared.render(key) or "").strip() == fresh


def test_private_purchases_are_not_pushed_to_the_open_list(client):
    pushed = capture_pushes(purchase("Boots", show_activity=False))
    assert "purchases" not in {topic for topic, _ in pushed}


def rows(client):
    """Return the live part of a fresh page; asserts that the whole page contains it, too."""
    html = client.get("/activity/rows/").text.strip()
    assert html in client.get("/activity/").text
    return html


def test_an_amount_that_is_hidden_leaves_toasts_on_open_pages(client):
    order = cast.paid_order(cast.guest(), (cast.item(title="Boots", price="77.77"), 1))
    activity = order.activities.get()
    [message] = [pushed for topic, pushed in capture_pushes(lambda: hide_amount(activity, None)) if topic == "toasts"]
    html = json.loads(message["frame"])["html"]
    assert html.strip().startswith(toasts_for(cast.guest())[0].strip())
    assert "77.77" not in html


def test_an_amount_that_is_hidden_leaves_the_page_that_says_why(client):
    order = cast.paid_order(cast.guest(), (cast.item(title="Boots", price="77.77"), 1))
    activity = order.activities.get()
    page = activity.get_absolute_url()
    assert "77.77" in client.get(page).text
    pushed = assert_page_stays_current(client, page, lambda: hide_amount(activity, None))
    assert pushed == {"toasts"}
    assert "77.77" not in client.get(page).text


def test_a_page_hears_of_purchases_on_the_buyers_other_pages(client):
    bob = cast.person("Bob Buyer")
    client.force_login(bob)
    with pytest.raises(AssertionError, match=f"'buyer.u-{bob.pk}'"):
        assert_no_push(client, PAGE, lambda: topics.buyer.push(f"u-{bob.pk}", "activity/live/own_purchase.html"))
