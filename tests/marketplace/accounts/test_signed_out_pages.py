"""After the end of a session, private pages ask to sign in and return, without revealing their existence."""

import re
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.visitors import Shopper
from tests import cast
from tests.trading import rooms

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
ABSENT = "LS-00000-00000"


@pytest.fixture
def bob():
    return cast.person("Bob Buyer")


@pytest.fixture
def orders(bob):
    """A paid order of a member, and one that waits for its payment."""
    other = Shopper(bob, "0" * 32)
    return cast.paid_order(other, (cast.item(), 1)), cast.pending_order(other, (cast.item(), 1))


def way_back(answer):
    """Return where a page's link to the sign-in leads afterwards."""
    [found] = set(re.findall(r'href="/accounts/login/\?next=([^"]*)" data-sign-in', answer.text))
    return unquote(found)


def signs_in_to(path, bob):
    """Sign in by the form with this `next` URL; returns the page after it."""
    form = {"login": bob.email, "password": cast.PASSWORD, "next": path}
    return Client().post(LOGIN, form, follow=True)


def test_an_order_and_its_payment_page_say_so_and_lead_back(orders, bob):
    paid, pending = orders
    for path in (paid.get_absolute_url(), f"/checkout/{pending.number}/"):
        answer = Client().get(path)
        assert answer.status_code == 404 and "You are signed out" in answer.text
        assert way_back(answer) == path
        assert signs_in_to(path, bob).status_code == 200


@pytest.mark.parametrize("action", ["pay", "renew", "cancel"])
def test_a_form_sent_after_the_session_leads_back_to_its_page(orders, action):
    number = orders[1].number
    answer = Client().post(f"/checkout/{number}/{action}/", {"method": "test-pays"})
    assert answer.status_code == 404 and "You are signed out" in answer.text
    assert way_back(answer) == f"/checkout/{number}/"


def test_parts_of_pages_lead_back_to_the_whole(orders):
    number = orders[0].number
    for path in ("status/", "hide/", "shipments/1/arrived/"):
        answer = (
            Client().get(f"/orders/{number}/{path}") if path == "status/" else Client().post(f"/orders/{number}/{path}")
        )
        assert way_back(answer) == f"/orders/{number}/"
        assert answer.headers["Signed-Out"] == "1"


def test_an_order_that_does_not_exist_is_answered_alike(orders):
    for order, pages in zip(orders, (["/orders/{}/", "/orders/{}/status/"], ["/checkout/{}/"]), strict=True):
        for page in pages:
            theirs, nobodys = (Client().get(page.format(number)) for number in (order.number, ABSENT))
            assert theirs.status_code == nobodys.status_code == 404
            assert theirs.text.replace(order.number, "N") == nobodys.text.replace(ABSENT, "N")


def test_a_member_who_is_signed_in_is_told_as_before(orders):
    mallory = Client()
    mallory.force_login(cast.person("Mallory"))
    theirs, nobodys = (mallory.get(f"/orders/{number}/") for number in (orders[0].number, ABSENT))
    assert theirs.status_code == nobodys.status_code == 404
    assert "signed out" not in theirs.text and orders[0].number not in theirs.text


def test_the_list_of_orders_does_not_say_that_there_are_none(bob, orders):
    answer = Client().get("/orders/?page=2")
    assert answer.status_code == 200
    assert "You are signed out" in answer.text and "No orders yet" not in answer.text
    assert way_back(answer).startswith("/orders/")


def test_a_guest_with_orders_sees_them_and_a_way_to_those_of_an_account():
    client = Client()
    client.get("/")
    from marketplace.accounts.visitors import COOKIE, Visitor

    visitor = Visitor.from_cookie(client.cookies[COOKIE].value)
    assert visitor
    order = cast.paid_order(Shopper(None, visitor.digest), (cast.item(), 1))
    answer = client.get("/orders/")
    assert order.number in answer.text and "You are signed out" in answer.text


def test_pages_of_members_say_so_on_the_way_to_the_sign_in(bob):
    room = rooms.negotiating()
    shop = room.trade.shop
    for path in (room.trade.get_absolute_url(), "/trades/", "/account/", f"/desk/{shop.slug}/orders/", "/desk/"):
        answer = Client().get(path, follow=True)
        assert answer.redirect_chain[0][0] == f"{LOGIN}?next={path}"
        assert "You are signed out" in answer.text
    assert "You are signed out" not in Client().get(LOGIN).text
    assert "You are signed out" not in Client().get(f"{LOGIN}?next=/products/x/").text


def test_what_a_page_re_reads_leads_back_to_the_page():
    page = "http://testserver/trades/?page=2"
    for headers in ({"hx-current-url": page}, {"referer": page}):
        part = Client().get(reverse("trading:mine_list"), headers={"hx-request": "true", **headers})
        assert unquote(part.headers["Location"]) == f"{LOGIN}?next=/trades/?page=2"


def test_a_form_of_members_leads_back_to_the_page_it_was_on():
    room = rooms.negotiating()
    path = room.trade.get_absolute_url()
    answer = Client().post(f"{path}accept/", {"version": 1}, headers={"referer": f"http://testserver{path}"})
    assert answer.headers["Location"] == f"{LOGIN}?next={path}"
    foreign = Client().post(f"{path}accept/", {"version": 1}, headers={"referer": "http://evil.example/x/"})
    assert "evil" not in foreign.headers["Location"]
