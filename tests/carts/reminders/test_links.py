"""The links of a reminder: one brings the cart back once, on any device, the other stops reminders."""

import re

import pytest
from django.test import Client

from carts.models import Cart, CartReminder, MailOptOut
from marketplace.models import Mail
from tests import cast
from tests.carts.browsers import Browser, text

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def cart(left):
    cart = left(cast.guest(), reminder_email="gus@example.com")
    CartReminder.objects.mail_due()
    return cart


def link(kind):
    found = re.search(rf"/cart/{kind}/[^/\s]+/", Mail.objects.get(key__startswith="cart:").text)
    assert found
    return found[0]


def test_it_restores_the_cart_on_another_device_once(cart, bob, mallory):
    page = bob.get(link("reminded"))
    assert "2 × Boots" in text(page)
    assert bob.lines == {}
    assert bob.post(link("reminded")).url == "/cart/"
    assert list(bob.lines.values()) == [2]
    again = mallory.post(link("reminded"))
    assert (again.status_code, mallory.lines) == (409, {})
    assert "Boots" not in text(mallory.get(link("reminded")))


def test_the_cart_counts_as_recovered_and_is_not_there_twice(cart, bob):
    bob.post(link("reminded"))
    cart.refresh_from_db()
    assert cart.recovered_at and cart.reminders.get().used_at
    assert (cart.status, Cart.objects.filter(status="open").count()) == ("merged", 1)


def test_lines_already_in_the_browsers_cart_stay(cart, bob):
    own = cast.item()
    bob.send("add", item=own.pk, quantity=3)
    bob.post(link("reminded"))
    assert sorted(bob.lines.values()) == [2, 3]


def test_whose_cart_it_is_comes_back_to_it(left):
    user = cast.person("Bob Buyer")
    cart = left(cast.member(user))
    CartReminder.objects.mail_due()
    browser = Browser()
    browser.sign_in(user)
    browser.post(link("reminded"))
    cart.refresh_from_db()
    assert (cart.status, bool(cart.recovered_at)) == ("open", True)


def test_a_cart_that_was_bought_meanwhile_does_not_come_back(cart, bob):
    Cart.objects.filter(pk=cart.pk).update(status="bought")
    assert bob.post(link("reminded")).status_code == 409
    assert (bob.lines, cart.reminders.get().used_at) == ({}, None)


def test_after_its_shopper_returned_others_cannot_see_or_take_the_cart(cart, mallory):
    cart.add(cast.item(title="Ring").pk)
    page = mallory.get(link("reminded"))
    assert "Ring" not in text(page) and "Boots" not in text(page)
    assert mallory.post(link("reminded")).status_code == 409
    cart.refresh_from_db()
    assert (cart.status, mallory.lines) == ("open", {})


@pytest.mark.parametrize("token", ["x", "1:x:y", "%00", "🦊", "a" * 3000])
def test_a_forged_link_is_not_there(cart, bob, token):
    for kind in ("reminded", "reminders"):
        assert bob.get(f"/cart/{kind}/{token}/").status_code == 404
        assert bob.post(f"/cart/{kind}/{token}/").status_code == 404


def test_the_links_are_not_each_other(cart, bob):
    token = link("reminders").split("/")[3]
    assert bob.get(f"/cart/reminded/{token}/").status_code == 404


def test_a_link_is_too_old_some_day(cart, bob, settings):
    url = link("reminded")
    settings.CART_LINK_DAYS = 0
    assert bob.get(url).status_code == 404


def test_a_shopper_who_returned_without_the_link_is_redirected_to_the_cart(left):
    user = cast.person("Bob Buyer")
    cart = left(cast.member(user))
    CartReminder.objects.mail_due()
    cart.add(cast.item(title="Ring").pk)
    phone = Browser()
    page = text(phone.get(link("reminded")))
    assert "Ring" not in page and "Boots" not in page
    assert "sign in" in page
    phone.sign_in(user)
    assert phone.get(link("reminded")).headers["Location"] == "/cart/"
    assert sorted(phone.lines.values()) == [1, 2]


def test_a_second_click_in_the_browser_that_brought_it_back_leads_to_it_too(cart, bob, mallory):
    for _ in range(2):
        assert bob.post(link("reminded")).url == "/cart/"
    assert bob.get(link("reminded")).headers["Location"] == "/cart/"
    assert list(bob.lines.values()) == [2]
    bob.buy()
    assert bob.get(link("reminded")).status_code == 200


def test_a_signed_in_stranger_with_a_used_link_sees_nothing(cart, mallory):
    cart.add(cast.item(title="Ring").pk)
    mallory.sign_in(cast.person("Mallory"))
    page = mallory.get(link("reminded"))
    assert page.status_code == 200
    assert (
        "Ring" not in text(page)
        and "Boots" not in text(page)
        and "Sign in" not in text(page).split("can’t be restored")[1]
    )


def test_a_mail_program_unsubscribes_by_one_post_and_only_looking_changes_nothing(cart):
    program, url = Client(enforce_csrf_checks=True), link("reminders")
    assert program.get(url).status_code == 200
    assert not MailOptOut.objects.exists()
    assert program.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert MailOptOut.objects.get().email == "gus@example.com"
    program.post(url, {"again": "1"})
    assert not MailOptOut.objects.exists()
