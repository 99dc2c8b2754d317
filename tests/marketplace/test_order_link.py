"""The link in a guest's mail opens the order on any device; without the link it stays closed."""

import re
import time

import pytest
from django.urls import reverse

from config.live import Subscriber
from marketplace.accounts.account_deletion import delete_account
from marketplace.accounts.retention import blank_orders
from marketplace.live import may_follow
from marketplace.models import Mail, Order, OrderReader, Shipment
from marketplace.models.order_access import MOST, make_order_token
from tests import cast
from tests.carts.browsers import Browser, text

pytestmark = pytest.mark.django_db
DAY = 86_400  # s


@pytest.fixture
def order():
    """A guest's paid order of two lines."""
    return cast.paid_order(cast.guest(), (cast.item(), 1), (cast.item(), 1))


@pytest.fixture
def phone():
    """Another browser of the buyer's."""
    return Browser()


def link(order):
    """Return the link that the newest mail about an order holds, without the site's address."""
    mail = Mail.objects.filter(order=order).latest("pk")
    [found] = set(re.findall(r"https?://[^/]+(/orders/[^\s\"]+)", mail.text + mail.html))
    return found


def aged(order, monkeypatch, days):
    """Return a link that was made so many days ago."""
    then = time.time() - days * DAY
    with monkeypatch.context() as patch:
        patch.setattr(time, "time", lambda: then)
        return reverse("marketplace:order_link", args=[order.number, make_order_token(order)])


def sees(browser, order):
    return browser.get(order.get_absolute_url()).status_code == 200


def test_it_opens_the_order_in_another_browser_once_its_reader_says_so(order, phone):
    assert not sees(phone, order)
    page = phone.get(link(order))
    assert (page.status_code, "View my order" in text(page)) == (200, True)
    assert phone.post(link(order)).url == order.get_absolute_url()
    assert sees(phone, order)
    assert order.number in text(phone.get(reverse("marketplace:orders")))
    assert phone.get(link(order)).url == order.get_absolute_url()


def test_a_look_at_the_link_changes_nothing_and_tells_no_more_than_the_mail(order, phone):
    for _ in range(3):
        page = phone.get(link(order))
    assert not OrderReader.objects.exists()
    assert not sees(phone, order)
    assert order.ship_name not in page.content.decode()
    assert order.email not in page.content.decode()


def test_no_other_page_is_told_the_token_and_nothing_keeps_the_page(order, phone):
    page = phone.get(link(order))
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]
    assert 'content="noindex"' in page.content.decode()


def test_the_view_is_the_guests_with_the_opt_out_and_the_word_that_it_arrived(order, phone):
    shipment = Shipment.objects.send(order, order.lines.first().shop, by=None)
    phone.post(link(order))
    page = text(phone.get(order.get_absolute_url()))
    assert ("Hide this purchase" in page, "Mark as delivered" in page) == (True, True)
    phone.post(reverse("marketplace:order_hide", args=[order.number]))
    phone.post(reverse("marketplace:order_delivered", args=[order.number, shipment.pk]))
    order.refresh_from_db()
    shipment.refresh_from_db()
    assert (order.show_activity, shipment.delivered_at is not None) == (False, True)
    assert not order.activities.filter(is_public=True).exists()


def test_the_open_page_follows_live_and_a_strangers_does_not(order, phone):
    mallory = Browser()
    phone.post(link(order))
    assert may_follow(Subscriber(None, phone.shopper.visitor), order.number)
    assert not may_follow(Subscriber(None, mallory.shopper.visitor), order.number)
    assert not may_follow(Subscriber(None, None), order.number)


@pytest.mark.parametrize("forge", [lambda token: token[:-1] + "_", lambda token: "x", lambda token: f"{token}:x"])
def test_a_forged_one_is_answered_like_an_order_that_is_not_there(order, phone, forge):
    forged = reverse("marketplace:order_link", args=[order.number, forge(make_order_token(order))])
    absent = reverse("marketplace:order_link", args=["LS-00000-00000", make_order_token(order)])
    for send in (phone.get, phone.post):
        assert [send(url).status_code for url in (forged, absent)] == [404, 404]
        assert send(forged).content == send(absent).content
    assert not OrderReader.objects.exists()


def test_one_orders_link_does_not_open_another_of_the_same_address(order, phone):
    other = cast.paid_order(cast.guest(), (cast.item(), 1))
    url = reverse("marketplace:order_link", args=[other.number, make_order_token(order)])
    assert phone.post(url).status_code == 404
    phone.post(link(order))
    assert not sees(phone, other)


def test_mail_that_went_to_a_wrong_address_opens_nothing_once_the_address_is_right(order, phone):
    wrong = link(order)
    Order.objects.update(email="right@example.com")
    assert phone.post(wrong).status_code == 404


def test_it_runs_out_and_a_new_one_is_mailed_to_the_address_of_the_order_once_a_day(order, phone, monkeypatch):
    assert phone.post(aged(order, monkeypatch, 89)).url == order.get_absolute_url()
    old, late = aged(order, monkeypatch, 91), Browser()
    assert "This link has expired" in text(late.get(old))
    assert late.post(old)["Location"] == "/"
    assert not sees(late, order)
    late.post(old)
    [mail] = Mail.objects.filter(key__startswith="link:")
    assert mail.to == order.email
    late.post(link(order))
    assert sees(late, order)


def test_a_forgotten_order_is_open_to_nobody_any_more(phone):
    bob = cast.person("Bob Buyer")
    order = cast.paid_order(cast.member(bob), (cast.item(), 1))
    delete_account(bob)
    order.refresh_from_db()
    url = reverse("marketplace:order_link", args=[order.number, make_order_token(order)])
    phone.post(url)
    assert sees(phone, order)
    Shipment.objects.send(order, order.lines.get().shop, by=None).deliver()
    assert blank_orders() == 1
    assert not sees(phone, order)
    assert not OrderReader.objects.exists()
    assert Browser().post(url).status_code == 404


def test_who_left_gets_links_that_open_what_is_still_on_its_way(phone):
    bob = cast.person("Bob Buyer")
    order = cast.paid_order(cast.member(bob), (cast.item(), 1), email=bob.email)
    delete_account(bob)
    Shipment.objects.send(order, order.lines.get().shop, by=None)
    phone.post(link(order))
    assert sees(phone, order)


def test_a_members_mail_leads_there_by_way_of_sign_in(phone):
    bob = cast.person("Bob Buyer")
    order = cast.paid_order(cast.member(bob), (cast.item(), 1), email=bob.email)
    way = f"{reverse('account_login')}?next={order.get_absolute_url()}"
    assert way in Mail.objects.get(order=order).text
    signed_in = phone.post(way, {"login": bob.email, "password": cast.PASSWORD})
    assert [answer["Location"] for answer in (signed_in, phone.get(way))] == [order.get_absolute_url()] * 2


def test_signing_out_closes_what_was_opened(order, phone):
    phone.sign_in(cast.person("Carol"))
    phone.post(link(order))
    assert sees(phone, order)
    phone.sign_out()
    assert not sees(phone, order)


def test_guesses_are_limited(order, phone):
    url = reverse("marketplace:order_link", args=[order.number, "guess"])
    answers = [phone.get(url).status_code for _ in range(31)]
    assert answers == [404] * 30 + [429]
    assert phone.get(link(order)).status_code == 429
    assert Browser().get(link(order)).status_code == 200


def test_so_many_browsers_and_no_more(order):
    for number in range(MOST + 2):
        OrderReader.objects.grant_access(order, f"{number:032}")
        OrderReader.objects.grant_access(order, f"{number:032}")
    assert list(order.readers.order_by("visitor").values_list("visitor", flat=True)) == [
        f"{number:032}" for number in range(2, MOST + 2)
    ]
