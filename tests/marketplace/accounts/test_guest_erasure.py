"""A guest has all data deleted by a link that only the reader of the address gets."""

import re

import pytest
from django.test import Client

from carts.models import MailOptOut
from marketplace.models import Mail, Shipment
from tests import cast
from tests.marketplace.accounts.personal_data import find_traces

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
EMAIL = "qzxmail@example.com"


@pytest.fixture
def order():
    order = cast.paid_order(cast.guest(), (cast.item(), 1), email=EMAIL, ship_name="Qzxname")
    Shipment.objects.send(order, order.lines.get().shop, by=None).deliver()
    return order


def asked(email):
    return Client().post("/privacy/erase/", {"email": email})


def link():
    mail = Mail.objects.filter(key__startswith="erase:").latest("pk")
    found = re.search(r"(/privacy/erase/\S+)", mail.text)
    return found[1] if found else None


def test_the_mailed_link_asks_and_then_deletes(order):
    assert asked(EMAIL).status_code == 302
    path = link()
    page = Client().get(path)
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "strict-origin")
    assert find_traces("qzx")
    assert Client().post(path).status_code == 302
    assert find_traces("qzx") == set()
    assert Client().post(path).status_code == 302


def test_the_answer_is_the_same_for_every_address(order):
    cast.person("Bob", email="bob@example.com")
    answers = [asked(email) for email in (EMAIL, "bob@example.com", "nobody@example.com")]
    assert len({(answer.status_code, answer.headers["Location"]) for answer in answers}) == 1


def test_the_owner_of_an_account_is_led_to_deleting_it():
    cast.person("Bob", email="bob@example.com")
    asked("bob@example.com")
    assert link() is None
    assert "/account/delete/" in Mail.objects.latest("pk").text


def test_a_forged_or_foreign_link_deletes_nothing(order):
    forged = ["/privacy/erase/forged/", MailOptOut.objects.link_for(EMAIL).replace("/cart/reminders", "/privacy/erase")]
    assert {Client().post(path).status_code for path in forged} == {404}
    assert find_traces("qzx")


def test_what_is_no_address_is_refused_by_name():
    answer = asked("nobody")
    assert answer.status_code == 422 and "email" in answer.text and not Mail.objects.exists()


def test_an_address_gets_a_bounded_number_of_links():
    for _ in range(15):
        asked(EMAIL)
    assert Mail.objects.count() == 10
