"""A change of a shop's owner takes effect at once: the old owner loses all access, the new owner gets it."""

import pytest
from django.test import Client

from carts.staff.scope import Scope
from marketplace.errors import Refused
from marketplace.models import SaleFact, Shop
from tests import cast
from tests.marketplace.admin.conftest import page_of
from tests.trading import rooms

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return cast.product().shop


@pytest.fixture
def rechecked(monkeypatch):
    user_ids: list[int] = []
    monkeypatch.setattr("marketplace.receivers.recheck_sockets", user_ids.append)
    return user_ids


def give(desk, shop, owner, staff=()):
    form = {"owner": owner.pk, "name": shop.name, "slug": shop.slug, "blurb": "", "staff": [one.pk for one in staff]}
    return desk.post(page_of(shop), form)


def pages(user, shop):
    client = Client()
    client.force_login(user)
    return {client.get(f"/desk/{shop.slug}/{page}").status_code for page in ("", "orders/", "settings/", "carts/")}


def test_sockets_of_both_are_looked_at_again(desk, shop, rechecked):
    before, after = shop.owner, cast.person("Nora New")
    assert give(desk, shop, after).status_code == 302
    assert {before.pk, after.pk} <= set(rechecked)


def test_pages_and_topics_belong_to_the_new_owner_alone(desk, shop):
    before, after = shop.owner, cast.person("Nora New")
    give(desk, shop, after)
    assert (pages(before, shop), pages(after, shop)) == ({404}, {200})
    key = Scope(shop).key
    assert (Scope.allows(key, before.pk), Scope.allows(key, after.pk)) == (False, True)


def test_the_old_owner_bargains_for_the_shop_no_more(desk):
    room = rooms.negotiating()
    waiting = rooms.draft()
    give(desk, room.trade.shop, cast.person("Nora New"))
    assert (room.fresh().status, waiting.fresh().status) == ("withdrawn", "draft")
    assert room.last.text == "The shop has another owner."


def test_sales_stay_with_whoever_made_them(desk, shop):
    before = shop.owner
    cast.paid_order(cast.guest(), (shop.products.get().items.get(), 1))
    give(desk, shop, cast.person("Nora New"))
    assert SaleFact.objects.get().seller == before


def test_an_account_that_is_off_or_has_a_shop_gets_none(desk, shop):
    before = shop.owner
    gone = cast.person("Gone", is_active=False)
    for owner in (gone, cast.shop().owner):
        answer = give(desk, shop, owner)
        assert answer.status_code == 200 and "errorlist" in answer.text
        with pytest.raises(Refused):
            Shop.objects.get(pk=shop.pk).hand_over(owner)
    assert Shop.objects.get(pk=shop.pk).owner == before


def test_staff_who_came_and_went_are_looked_at_again_too(desk, shop, rechecked):
    sam, eve = cast.person("Sam"), cast.person("Eve")
    shop.staff.add(sam)
    give(desk, shop, cast.person("Nora New"), staff=[eve])
    assert {sam.pk, eve.pk} <= set(rechecked)
