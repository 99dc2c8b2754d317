"""The page of a purchase says that its order is paid, and when, without naming the buyer."""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse

from activity.models import PurchaseActivity
from marketplace.accounts.account_deletion import delete_account
from marketplace.models import Order, Product
from tests import cast

pytestmark = pytest.mark.django_db
NEVER_WAS = f"/activity/{'0' * 20}/"
ADDRESS = {
    "email": "private-mail@example.com",
    "ship_name": "Quentin Xylander",
    "ship_line1": "99 Hidden Lane",
    "ship_postcode": "ZZ-4711",
    "ship_city": "Atlantis",
    "ship_region": "Nowhere",
    "ship_country": "Utopia",
}


@pytest.fixture
def bob():
    return cast.person("Bob Buyer")


@pytest.fixture
def bought(bob):
    order = cast.paid_order(cast.member(bob), (cast.item(title="Lamp", price="12.50"), 1), **ADDRESS)
    return PurchaseActivity.objects.get(order=order)


def main(page):
    """Return the main part of a page, without header and footer."""
    return page.text.partition("<main")[2].partition("</main>")[0]


def test_it_shows_the_product_the_time_and_that_the_order_is_paid(bought, client):
    page = client.get(bought.get_absolute_url())
    text = " ".join(re.sub(r"<[^>]+>", " ", page.text).split())
    assert page.status_code == 200
    for said in ("B.B. bought Lamp", "€12.50", "Paid", "Not cancelled or refunded", "48 hours"):
        assert said in text
    assert f'datetime="{bought.created_at.strftime("%Y-%m-%dT%H:%M:%S")}' in page.text
    assert '<meta name="robots" content="noindex">' in page.text


def test_it_does_not_name_the_buyer(bought, bob, client):
    order = bought.order
    secrets = [*ADDRESS.values(), "Bob", "Quentin", bob.email, order.number, order.holder, order.visitor]
    html = client.get(bought.get_absolute_url()).text
    assert [secret for secret in secrets if secret in html] == []
    assert set(re.findall(r'id="purchase-(\w+)"', html)) == {bought.key}


def test_a_place_is_shown_with_its_rule(client):
    for name in ("Ann", "Ben", "Cat", "Dee"):
        buyer = cast.person(name, city="Ghent", region="BE", country="Belgium")
        order = cast.paid_order(cast.member(buyer), (cast.item(), 1))
    html = client.get(PurchaseActivity.objects.get(order=order).get_absolute_url()).text
    assert "from Ghent, Belgium" in html
    assert "at least 3 other buyers" in html


def opt_out(activity, bob):
    bob.change_profile(show_purchase_activity=False)


def hide_order(activity, bob):
    activity.order.hide()


def refund(activity, bob):
    activity.order.refund(activity.order.lines.all(), by=None)


def keep_out(activity, bob):
    Product.objects.update(show_in_activity=False)


def take_off(activity, bob):
    activity.product.withdraw()


def leave(activity, bob):
    delete_account(bob)


def hide_by_staff(activity, bob):
    activity.hide()


def let_time_pass(activity, bob):
    PurchaseActivity.objects.update(created_at=F("created_at") - timedelta(hours=48))


def cancel_by_hand(activity, bob):
    Order.objects.update(status=Order.Status.CANCELLED)


@pytest.mark.parametrize(
    "event",
    [opt_out, hide_order, refund, keep_out, take_off, leave, hide_by_staff, let_time_pass, cancel_by_hand],
)
def test_a_private_purchase_is_gone_without_a_reason(event, bought, bob, client):
    assert client.get(bought.get_absolute_url()).status_code == 200
    event(bought, bob)
    gone, never = client.get(bought.get_absolute_url()), client.get(NEVER_WAS)
    assert gone.status_code == never.status_code == 404
    assert main(gone) == main(never)
    assert "no longer shown" in gone.text
    assert "Lamp" not in main(gone)


def test_the_amount_a_seller_hides_is_not_there_either(bought, client):
    Product.objects.update(show_amount=False)
    html = client.get(bought.get_absolute_url()).text
    assert "12.50" not in html


def test_only_the_buyer_gets_the_link_to_opt_out(bought, bob, client):
    assert "your own purchase" not in client.get(bought.get_absolute_url()).text
    client.force_login(bob)
    html = main(client.get(bought.get_absolute_url()))
    assert "This is your own purchase" in html
    assert f'href="{reverse("marketplace:profile")}"' in html


def test_each_toast_and_each_row_leads_there(bought, client):
    for path in ("/activity/", "/activity/recent/"):
        assert f'href="/activity/{bought.key}/"' in client.get(path).text


@pytest.mark.parametrize("key", ["x", "0" * 19, "recent-", "-" * 300, "%00", "%F0%9F%A6%8A"])
def test_an_invalid_key_is_a_404(key, client):
    assert client.get(f"/activity/{key}/").status_code == 404


def test_it_can_only_be_read(bought, client):
    assert client.post(bought.get_absolute_url()).status_code == 405
    assert PurchaseActivity.objects.get().is_public
