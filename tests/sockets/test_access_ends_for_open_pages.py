"""Open pages stop receiving pushes when their user leaves a shop's staff or the site."""

import pytest
from django.test import Client
from django.urls import reverse

from carts.staff.scope import Scope
from marketplace.accounts.account_deletion import close_shop, delete_account
from marketplace.accounts.suspension import deactivate_account
from tests import cast
from tests.sockets import declared_topics
from tests.trading import rooms

CUT = 4001
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_page(visit):
    """Return a function that opens a member's page and subscribes to topics."""

    def open_page(user, *topics):
        client = Client()
        client.force_login(user)
        page = visit(session_key=client.session.session_key)
        assert page.listen(*topics, user_id=user.pk) == dict.fromkeys(topics, "stale")
        return page

    return open_page


def desk_of(shop):
    return f"shop-orders.{shop.pk}", f"live-carts.{Scope(shop).key}"


def hand_over(shop, who):
    shop.hand_over(cast.person("Carol"))


def let_go(shop, who):
    shop.remove_staff(who)


def close(shop, who):
    close_shop(shop)


def take_rights(shop, who):
    who.is_staff = False
    who.save()


@pytest.mark.parametrize(
    ("end", "is_owner"), [(hand_over, True), (let_go, False), (close, False)], ids=["handed over", "let go", "closed"]
)
def test_former_staff_lose_the_shops_topics(open_page, end, is_owner):
    shop = cast.shop()
    who = shop.owner if is_owner else cast.person("Eve")
    if not is_owner:
        shop.staff.add(who)
    page = open_page(who, *desk_of(shop))
    end(shop, who)
    ended: dict[str, str] = {}
    while ended.keys() != set(desk_of(shop)):
        ended |= page.hear("state", timeout=2)["topics"]
    assert set(ended.values()) == {"gone"}
    for topic in desk_of(shop):
        declared_topics.push(topic)
    # The end of a topic may be pushed twice.
    with pytest.raises(TimeoutError):
        page.hear("nudge", timeout=0.5)


def test_former_platform_staff_lose_the_topic_of_all_trades(open_page):
    olga = cast.person("Olga", is_staff=True)
    page = open_page(olga, "all-trades")
    take_rights(None, olga)
    assert page.hear("state", timeout=2)["topics"] == {"all-trades": "gone"}


@pytest.mark.parametrize("end", ["leave", "deactivate"])
def test_all_pages_of_an_erased_or_deactivated_account_close(open_page, end):
    shop = cast.shop()
    page = open_page(shop.owner, *desk_of(shop))
    delete_account(shop.owner) if end == "leave" else deactivate_account(shop.owner, by=None)
    assert page.close_code(timeout=2) == CUT


@pytest.mark.parametrize("end", ["leave", "deactivate"])
def test_the_other_side_of_a_room_hears_that_it_ended(open_page, end):
    room = rooms.negotiating()
    topic = f"trade.{room.trade.number}"
    page = open_page(room.bob, topic)
    delete_account(room.alice) if end == "leave" else deactivate_account(room.alice, by=None)
    assert page.hear("nudge", timeout=2)["topic"] == topic


def test_deactivating_an_account_in_the_admin_closes_its_pages(open_page, settings):
    bob = cast.person("Bob")
    page = open_page(bob, f"my-trades.{bob.pk}", f"own-blocks.{bob.pk}", f"cart.u-{bob.pk}")
    admin = Client(SERVER_NAME="127.0.0.1")
    admin.force_login(cast.person("Ada", is_staff=True, is_superuser=True))
    form = {"email": bob.email, "display_name": "Bob", "city": "", "region": ""}
    form |= {"emailaddress_set-TOTAL_FORMS": "0", "emailaddress_set-INITIAL_FORMS": "0"}
    answer = admin.post(reverse("admin:marketplace_user_change", args=[bob.pk]), form)
    assert answer.status_code == 302
    assert page.close_code(timeout=2) == CUT
