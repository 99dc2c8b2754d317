"""No page shows an account's email address in place of a name, except to its owner and in the admin's user list."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from carts.models import Cart
from carts.shopping import add_to_cart
from marketplace.models import Invitation, Mail, User
from tests import cast
from tests.trading import rooms

pytestmark = pytest.mark.django_db
ADDRESS_LISTS = {"user"}
"""Lists of the admin that are there to find an account by its address."""


def nameless(word, **fields):
    """Return a person without a name whose address contains a word that nothing else contains."""
    return cast.person("X", email=f"{word}@hidden.example", display_name="", **fields)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def market():
    """A shop of a person without a name, with staff without a name, where an admin without a name was at work."""
    owner, staff = nameless("owner-qx"), nameless("staff-qx")
    boss = nameless("boss-qx", is_staff=True, is_superuser=True)
    item = cast.item(in_shop=cast.shop(owner))
    shop = item.product.shop
    shop.staff.add(staff)
    order = cast.paid_order(cast.guest(), (item, 2))
    desk = signed_in(boss)
    form = {"action": "refund", "_selected_action": [order.pk], "sure": "yes", "reason": "Broken", "restock": "on"}
    desk.post(reverse("admin:marketplace_order_changelist"), form)
    order.refresh_from_db()
    assert order.status == "refunded"
    return shop, order, desk


def test_a_refund_by_an_admin_does_not_show_the_shops_people_the_address(market):
    shop, order, _ = market
    for person in (shop.owner, shop.staff.get()):
        page = signed_in(person).get(reverse("marketplace:seller_order", args=[shop.slug, order.number])).text
        assert "refunded for" in page and "by the site’s staff" in page
        assert "boss-qx" not in page


def test_a_parcel_sent_by_staff_names_the_shops_people(market):
    shop, _, _ = market
    order = cast.paid_order(cast.guest(), (shop.products.get().items.get(), 1))
    form = {"carrier": "Post", "tracking": "1"}
    signed_in(shop.staff.get()).post(reverse("marketplace:seller_order_ship", args=[shop.slug, order.number]), form)
    page = signed_in(shop.owner).get(reverse("marketplace:seller_order", args=[shop.slug, order.number])).text
    assert "by a member of the shop’s staff" in page and "staff-qx" not in page


def test_an_invitation_does_not_show_strangers_the_owners_address(market):
    shop, _, _ = market
    guest = cast.person("Gwen")
    invitation = Invitation.objects.send(shop, guest.email, by=shop.owner)
    mail = Mail.objects.get(to=guest.email)
    page = signed_in(guest).get(invitation.url).text
    assert "owner-qx" not in mail.text + mail.html + mail.subject + page
    assert f"The owner of {shop.name} invited you" in mail.text and f"The owner of {shop.name} invited you" in page


def test_the_list_of_staff_shows_the_address_that_was_invited_and_no_other(market):
    shop, _, _ = market
    guest = cast.person("Gwen")
    Invitation.objects.send(shop, guest.email, by=shop.owner).accept(guest)
    invited, guest.email = guest.email, "gwen-qx@hidden.example"
    guest.save()
    page = signed_in(shop.owner).get(reverse("marketplace:seller_staff", args=[shop.slug])).text
    assert invited in page and "gwen-qx" not in page and "staff-qx" not in page


def test_what_staff_did_to_a_cart_names_no_address(market):
    shop, _, _ = market
    shopper = cast.guest()
    add_to_cart(shopper, shop.products.get().items.get().pk, 1)
    cart = Cart.objects.get_open(shopper)
    cart.remove_items_of(shop, by=shop.staff.get())
    page = signed_in(shop.owner).get(f"/desk/{shop.slug}/carts/{cart.code}/").text
    assert "by a member of the shop’s staff" in page and "staff-qx" not in page


def test_no_page_of_the_admin_but_the_list_of_accounts_shows_an_address_instead_of_a_name(market):
    shop, _, desk = market
    room = rooms.negotiating(shop.products.get().items.get())
    shown = []
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        paths = [reverse(f"{name}_changelist")]
        for thing in model._default_manager.all()[:2]:
            paths += [reverse(f"{name}_{kind}", args=[thing.pk]) for kind in ("change", "history")]
        if model._meta.model_name in ADDRESS_LISTS:
            paths = [path for path in paths if path.endswith("history/")]
        for path in paths:
            answer = desk.get(path)
            if answer.status_code == 200:
                # Users may see their own address.
                shown += [(path, word) for word in re.findall(r"(?:owner|staff)-qx", answer.text)]
    assert room.trade.seller == shop.owner
    assert shown == []


def test_the_history_of_a_thing_names_another_admin_without_the_address(market):
    _, order, _ = market
    other = nameless("other-qx", is_staff=True, is_superuser=True)
    page = signed_in(other).get(reverse("admin:marketplace_order_history", args=[order.pk])).text
    assert "Refund the rest" in page and "boss-qx" not in page


def test_a_person_without_a_name_is_told_by_number_and_sees_the_own_address():
    bob = nameless("bob-qx")
    assert str(bob) == f"account {bob.pk}"
    assert "bob-qx@hidden.example" in signed_in(bob).get("/").text


def test_no_text_of_a_row_contains_an_address(market):
    for model in admin.site._registry:
        texts = [str(thing) for thing in model._default_manager.all()[:20]]
        assert [text for text in texts if "@" in text] == [], model
    assert User.objects.count()
