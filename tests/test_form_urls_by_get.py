"""Addresses that only take forms lead to their page when they are opened: after a reload, a sign-in, in a stale tab."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.test_access import ACCESS, ROLES, Stage
from tests.trading import rooms
from trading.forms import ACTION_FORMS

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
FOR_PROGRAMS = ("/api/", "/payments/")


@pytest.mark.parametrize("role", ROLES)
def test_no_address_shows_the_browsers_own_error_when_it_is_opened(role):
    stage, found = Stage(), {}
    client = stage.client(role)
    session = dict(client.cookies)
    for name in ACCESS:
        client.cookies.clear()
        client.cookies.update(session)
        url = stage.url(name)
        if not url.startswith(FOR_PROGRAMS):
            opened = client.get(url, follow=True)
            seen = {client.head(url).status_code, opened.status_code, *(status for _, status in opened.redirect_chain)}
            if 405 in seen:
                found[name] = seen
    assert found == {}


PAGES = {
    "marketplace:order_hide": "marketplace:order",
    "marketplace:record_view": "marketplace:product",
    "marketplace:sign_out_everywhere": "marketplace:profile",
    "marketplace:seller_product_publish": "marketplace:seller_product",
    "marketplace:seller_product_action": "marketplace:seller_product",
    "marketplace:seller_picture_move": "marketplace:seller_product",
    "marketplace:seller_order_ship": "marketplace:seller_order",
    "marketplace:seller_staff_remove": "marketplace:seller_staff",
    "carts:add": "carts:cart",
    "carts:undo": "carts:cart",
    "carts:checkout": "carts:cart",
    "carts:pay": "carts:pay_page",
    "carts:extend_hold": "carts:pay_page",
    "carts:cancel_checkout": "carts:pay_page",
    "carts:reminder_setting": "marketplace:profile",
    "carts:shop_unmask": "carts:shop_cart",
    "trading:post_message": "trading:room",
    "trading:invite": "trading:room",
    "trading:block": "trading:room",
    "activity:count": "activity:list",
}


@pytest.mark.parametrize("name", PAGES)
def test_each_leads_to_the_page_of_what_it_is_about(name):
    stage = Stage()
    client = stage.client("bob" if PAGES[name] in {"carts:pay_page", "marketplace:order"} else "alice")
    answer = client.get(stage.url(name), follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1] == (stage.url(PAGES[name]), 302)


@pytest.mark.parametrize("step", [*ACTION_FORMS, "report", "unblock", "seen", "read"])
def test_every_step_of_a_room_leads_to_the_room_and_strangers_to_nothing(step):
    room = rooms.negotiating()
    page = room.trade.get_absolute_url()
    for user, status in ((room.alice, 200), (room.bob, 200), (room.mallory, 404)):
        client = Client()
        client.force_login(user)
        assert client.get(f"{page}{step}/", follow=True).status_code == status


def test_signing_in_in_between_leads_to_the_page():
    room = rooms.negotiating()
    step = f"{room.trade.get_absolute_url()}accept/"
    client = Client()
    assert client.post(step, {"version": 1})["Location"].endswith(f"?next={step}")
    form = {"login": room.bob.email, "password": cast.PASSWORD, "next": step}
    answer = client.post(reverse("account_login"), form, follow=True)
    assert answer.redirect_chain[-1] == (room.trade.get_absolute_url(), 302)


def test_programs_are_still_told_which_methods_an_address_takes():
    answer = Client().get("/api/carts/update")
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
