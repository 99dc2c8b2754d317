"""Sign-in keeps the cookie and merges the guest's cart into the member's, shared by all devices."""

import pytest
from django.urls import reverse

from carts.models import Cart
from marketplace.accounts.visitors import COOKIE
from tests import cast
from tests.carts.browsers import Browser, text, topic_of
from tests.marketplace.accounts.conftest import link

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return cast.person("Bob Buyer")


def test_the_visitor_cookie_is_kept(bob, user):
    before = bob.cookies[COOKIE].value
    bob.sign_in(user)
    assert bob.cookies[COOKIE].value == before


def test_the_guests_cart_goes_into_the_members(bob, user):
    shared, own, new = cast.item(), cast.item(), cast.item()
    phone = Browser()
    phone.sign_in(user)
    phone.send("add", item=shared.pk, quantity=1)
    phone.send("add", item=own.pk, quantity=2)
    bob.send("add", item=shared.pk, quantity=3)
    bob.send("add", item=new.pk, quantity=1)
    bob.sign_in(user)
    assert bob.lines == phone.lines == {shared.pk: 3, own.pk: 2, new.pk: 1}


def test_a_message_says_what_changed(bob, user):
    item = cast.item()
    bob.send("add", item=item.pk, quantity=2)
    page = text(bob.get(bob.sign_in(user).url))
    assert f"Kept from before you signed in, now in your cart: 2 × {item}." in page


def test_later_changes_go_to_the_members_cart_on_all_devices(bob, user):
    item = cast.item()
    phone = Browser()
    phone.sign_in(user)
    bob.sign_in(user)
    bob.send("add", item=item.pk)
    phone.send("change", item=item.pk, quantity=4)
    assert bob.lines == phone.lines == {item.pk: 4}
    assert Cart.objects.get().holder == f"u-{user.pk}"


def test_the_members_other_device_gets_a_push(bob, user, pushed_topics):
    phone = Browser()
    phone.sign_in(user)
    phone_page = phone.get(reverse("marketplace:home"))
    bob.send("add", item=cast.item().pk)
    pushed_topics.clear()
    bob.sign_in(user)
    assert topic_of(phone_page) in pushed_topics


def test_an_earlier_tab_gets_one_push_after_the_sign_in(bob, user, pushed_topics):
    early_tab = bob.get(reverse("marketplace:home"))
    landing = bob.sign_in(user)
    assert topic_of(early_tab) not in pushed_topics
    bob.get(landing.url)
    assert pushed_topics.count(topic_of(early_tab)) == 1
    bob.get(reverse("carts:cart"))
    assert pushed_topics.count(topic_of(early_tab)) == 1


def test_a_stranger_gets_no_push(bob, user, pushed_topics):
    stranger = Browser().get(reverse("marketplace:home"))
    bob.send("add", item=cast.item().pk)
    bob.get(bob.sign_in(user).url)
    assert topic_of(stranger) not in pushed_topics


def test_a_wrong_password_merges_nothing(bob, user):
    bob.send("add", item=cast.item().pk)
    bob.post(reverse("account_login"), {"login": user.email, "password": "wrong"})
    assert Cart.objects.get().holder == bob.shopper.holder


def test_joining_brings_the_cart_along(bob):
    item, email = cast.item(), f"new{next(cast.serial)}@example.com"
    bob.send("add", item=item.pk)
    fields = {"email": email, "password1": cast.PASSWORD, "display_name": "New Bob"}
    assert bob.post(reverse("account_signup"), fields).status_code == 302
    bob.post(link(email))
    cart = Cart.objects.get(status=Cart.Status.OPEN)
    assert cart.member is not None
    assert (cart.member.email, cart.lines.quantities()) == (email, {item.pk: 1})


def test_a_failed_merge_does_not_prevent_the_sign_in(bob, user, monkeypatch):
    item = cast.item()
    bob.send("add", item=item.pk)
    guest = bob.shopper
    with monkeypatch.context() as broken:
        broken.setattr(Cart, "merge", lambda *args: 1 / 0)
        bob.sign_in(user)
    assert Cart.objects.get_open(guest).lines.quantities() == {item.pk: 1}


def test_a_checkout_begun_as_a_guest_goes_on_after_signing_in(bob, user):
    item = cast.item(stock=1)
    bob.send("add", item=item.pk)
    order = bob.check_out()
    bob.sign_in(user)
    assert bob.get(reverse("carts:pay_page", args=[order.number])).status_code == 200
    assert bob.pay(order).url == order.get_absolute_url()
    assert bob.lines == {}
