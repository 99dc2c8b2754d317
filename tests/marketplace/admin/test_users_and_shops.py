"""Admin actions on users and shops have the effects of the site's own: sign out, close, delete."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from marketplace.models import Category, Product, ProductView, Shop, User
from tests import cast
from tests.marketplace.admin.conftest import page_of

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def test_somebody_is_signed_out_everywhere(desk, client: Client):
    bob = cast.person("Bob Buyer")
    client.force_login(bob)
    assert client.get("/account/").status_code == 200
    desk.act("sign_out_everywhere", bob)
    assert client.get("/account/").status_code == 302
    assert LogEntry.objects.get().object_id == str(bob.pk)


def test_an_account_is_left_without_a_name_and_not_deleted(desk):
    bob = cast.person("Bob Buyer")
    cast.paid_order(cast.member(bob), (cast.item(), 1))
    assert desk.act("leave", bob).status_code == 200
    desk.sure("leave", bob)
    bob.refresh_from_db()
    assert (bob.display_name, bob.is_active) == ("", False)
    assert desk.post(page_of(bob, "delete"), {"post": "yes"}).status_code == 403


def test_a_shop_is_closed_with_all_it_had(desk):
    product = cast.product()
    desk.sure("close", product.shop)
    product.shop.refresh_from_db()
    product.refresh_from_db()
    assert product.shop.closed_at and product.status == Product.Status.DRAFT
    assert LogEntry.objects.count() == 1


def test_a_shop_with_a_parcel_to_send_stays_open(desk):
    item = cast.item()
    cast.paid_order(cast.guest(), (item, 1))
    answer = desk.sure("close", item.product.shop)
    assert "waits for a parcel" in desk.get(answer["Location"]).content.decode()
    assert Shop.objects.open().count() == 1


@pytest.mark.parametrize("what", ["product", "shop", "category"])
def test_what_has_a_history_is_not_deleted_and_the_page_says_why(desk, what):
    item = cast.item()
    cast.paid_order(cast.guest(), (item, 1))
    thing = {"product": item.product, "shop": item.product.shop, "category": item.product.category}[what]
    for answer in (desk.get(page_of(thing, "delete")), desk.post(page_of(thing, "delete"), {"post": "yes"})):
        assert answer.status_code == 200
        assert "would require deleting the following protected related objects" in answer.content.decode()
    assert (Product.objects.count(), Shop.objects.count(), Category.objects.count()) == (1, 1, 1)


def test_what_was_looked_at_is_not_deleted_for_boards_count_it(desk):
    product = cast.product()
    ProductView.objects.record(product, "v-1")
    assert desk.post(page_of(product, "delete"), {"post": "yes"}).status_code == 200
    assert Product.objects.exists()


def test_what_nobody_ordered_is_deleted(desk):
    product = cast.product()
    assert desk.post(page_of(product, "delete"), {"post": "yes"}).status_code == 302
    assert not Product.objects.exists()


def test_staff_who_are_sent_home_are_looked_at_again(desk, monkeypatch):
    sam = cast.person("Sam")
    shop = cast.shop()
    shop.staff.add(sam)
    user_ids: list[int] = []
    monkeypatch.setattr("marketplace.receivers.recheck_sockets", user_ids.append)
    form = {"owner": shop.owner_id, "name": shop.name, "slug": shop.slug, "blurb": "", "staff": []}
    assert desk.post(page_of(shop), form).status_code == 302
    assert (user_ids, shop.staff.count()) == ([sam.pk], 0)


def test_who_may_only_look_signs_nobody_out(clerk):
    bob = cast.person("Bob Buyer")
    clerk.act("sign_out_everywhere", bob)
    assert User.objects.get(pk=bob.pk).sign_outs == 0
