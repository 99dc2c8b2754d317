"""Staff are invited by mail, work in the shop once they accept, and are let go at once."""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from marketplace.accounts.account_deletion import delete_account
from marketplace.models import Invitation, Mail
from marketplace.models.invitations import MOST_A_DAY
from tests import cast
from tests.fresh_page import capture_pushes

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def invite(market, email):
    return market.client("alice").post(market.url("seller_staff"), {"email": email}, follow=True)


def link(email):
    text = Mail.objects.get(to=email).text
    return re.findall(r"/desk/invitations/\S+", text)[0]


@pytest.fixture
def carol():
    return cast.person("Carol Clerk")


def test_who_accepts_works_there(market, carol):
    invite(market, carol.email.upper())
    browser = market.client(carol)
    assert f"Join the staff of {market.shop.name}?" in browser.get(link(carol.email)).content.decode()
    assert not market.shop.staff.filter(pk=carol.pk).exists()
    pushes = capture_pushes(lambda: browser.post(link(carol.email)))
    assert (
        market.shop.staff.filter(pk=carol.pk).exists() and browser.get(market.url("seller_orders")).status_code == 200
    )
    assert [message for _, message in pushes if message.get("user_id") == carol.pk]


def test_the_answer_is_the_same_with_and_without_an_account(market, carol):
    pages = [invite(market, email).content.decode() for email in (carol.email, "nobody@example.com")]
    neutral = [
        re.sub(r"\S+@example\.com|nonce=\S+|value=\S+|token=\S+|\d\d:\d\d\S*|withdraw|\d+", "", page) for page in pages
    ]
    first, second = (set(page.split()) for page in neutral)
    assert first == second
    assert {mail.to for mail in Mail.objects.filter(key__startswith="invitation.")} == {
        carol.email,
        "nobody@example.com",
    }


def test_an_invitation_opens_for_its_address_only(market, carol):
    invite(market, carol.email)
    browser = market.client("bob")
    page = browser.get(link(carol.email)).content.decode()
    assert "for someone else" in page and carol.email not in page and market.shop.name not in page
    browser.post(link(carol.email))
    assert not market.shop.staff.filter(pk=market.bob.pk).exists()


def test_who_is_not_signed_in_reads_what_signing_in_is_for(market, carol):
    invite(market, carol.email)
    page = Client().get(link(carol.email), follow=True).content.decode()
    assert "Sign in with the email address that received the invitation" in page
    assert "You are signed out" not in page and "the page you were on" not in page


def test_staff_who_open_the_invitation_of_somebody_else_are_told(market, carol):
    invite(market, carol.email)
    browser = market.client("sam")
    answer = browser.get(link(carol.email))
    page = answer.content.decode()
    assert answer.status_code == 200 and "for someone else" in page
    assert f"You’re already on the staff of {market.shop.name}" in page and carol.email not in page
    browser.post(link(carol.email))
    market.client(carol).post(link(carol.email))
    assert market.shop.staff.filter(pk=carol.pk).exists()


def test_who_accepted_already_is_told_so(market, carol):
    invite(market, carol.email)
    browser = market.client(carol)
    browser.post(link(carol.email))
    page = browser.get(link(carol.email), follow=True)
    assert page.redirect_chain[-1][0] == market.url("seller_products")
    assert f"You’re already on the staff of {market.shop.name}" in re.sub("[\u2066-\u2069]", "", page.content.decode())


def test_a_link_works_once(market, carol):
    invite(market, carol.email)
    browser = market.client(carol)
    browser.post(link(carol.email))
    assert browser.post(link(carol.email))["Location"] == reverse(
        "marketplace:seller_products", args=[market.shop.slug]
    )
    market.shop.remove_staff(carol)
    page = browser.post(link(carol.email), follow=True).content.decode()
    assert "This invitation has expired" in page and not market.shop.staff.filter(pk=carol.pk).exists()


def test_a_withdrawn_invitation_opens_nothing(market, carol):
    invite(market, carol.email)
    address = market.url("seller_invitation_withdraw", Invitation.objects.get().pk)
    alice = market.client("alice")
    assert "cancelled" in alice.post(address, follow=True).content.decode()
    assert "already accepted or cancelled" in alice.post(address, follow=True).content.decode()
    market.client(carol).post(link(carol.email))
    assert not market.shop.staff.filter(pk=carol.pk).exists()


def test_an_invitation_is_open_for_a_week_and_can_be_sent_again(market, carol):
    invite(market, carol.email)
    old = link(carol.email)
    Invitation.objects.update(created_at=F("created_at") - timedelta(days=7))
    market.client(carol).post(old)
    assert not market.shop.staff.filter(pk=carol.pk).exists()
    Mail.objects.all().delete()
    invite(market, carol.email)
    market.client(carol).post(link(carol.email))
    assert market.shop.staff.filter(pk=carol.pk).exists()


def test_a_forged_link_leads_nowhere(market, carol):
    invite(market, carol.email)
    forged = link(carol.email)[:-3] + "xy/"
    assert {market.client(carol).get(path).status_code for path in (forged, "/desk/invitations/1/")} == {404}


@pytest.mark.parametrize("who", ["alice", "sam"])
def test_who_works_there_is_not_invited(market, who):
    page = invite(market, getattr(market, who).email)
    assert page.status_code == 422 and "already works here" in page.content.decode()
    assert not Invitation.objects.exists()


def test_an_address_is_invited_once_at_a_time(market, carol):
    invite(market, carol.email)
    assert invite(market, carol.email).status_code == 422
    assert Mail.objects.filter(to=carol.email).count() == 1


def test_a_shop_sends_only_so_many_a_day(market, carol):
    Invitation.objects.bulk_create(
        Invitation(shop=market.shop, email=f"p{number}@example.com") for number in range(MOST_A_DAY)
    )
    page = invite(market, carol.email)
    assert page.status_code == 422 and "tomorrow" in page.content.decode()


@pytest.mark.parametrize("email", ["", "carol", "a\0@example.com", f"{'x' * 255}@example.com"])
def test_what_is_no_address_is_refused_at_its_field(market, email):
    page = invite(market, email)
    assert page.status_code == 422 and "field__error" in page.content.decode()
    assert not Invitation.objects.exists()


def test_the_owner_lets_somebody_go(market):
    sam = market.client("sam")
    assert sam.get(market.url("seller_orders")).status_code == 200
    page = market.client("alice").post(market.url("seller_staff_remove", market.sam.pk), follow=True)
    assert "was removed from your staff" in page.content.decode()
    assert sam.get(market.url("seller_orders")).status_code == 404


@pytest.mark.parametrize("pk", [0, 10**30])
def test_nobody_is_let_go_who_does_not_work_there(market, pk):
    alice = market.client("alice")
    assert {
        alice.post(market.url(name, pk)).status_code for name in ("seller_staff_remove", "seller_invitation_withdraw")
    } == {404}
    assert alice.post(market.url("seller_staff_remove", market.bob.pk)).status_code == 404


def test_who_leaves_takes_the_invitation_along(market, carol):
    invite(market, carol.email)
    delete_account(carol)
    assert not Invitation.objects.exists()


def test_names_of_shops_and_people_are_inert_in_pages_and_plain_in_mail(market, carol):
    type(market.shop).objects.filter(pk=market.shop.pk).update(name="<b>Pots</b> & Co")
    invite(market, carol.email)
    assert "<b>Pots</b> & Co" in Mail.objects.get(to=carol.email).text
    assert "<b>Pots" not in market.client(carol).get(link(carol.email)).content.decode()
