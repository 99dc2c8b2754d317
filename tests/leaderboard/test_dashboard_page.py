"""Only owner and staff can open a shop's dashboard; parts of it are for the owner alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config import live
from leaderboard.topics import dashboard
from marketplace.models import Product, ProductView, RefusedView
from marketplace.text.rules import squeeze_line
from tests import cast
from tests.activity.test_hostile_text_is_inert import HOSTILE, is_inert, read
from tests.leaderboard.dashboards import address, browser, shown
from tests.markup import normalize_html
from trading.models import Trade

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
PARTS = ["", "numbers", "race", "charts", "stall"]


@pytest.fixture
def product():
    return cast.product(stock=9)


@pytest.fixture
def sam(product):
    sam = cast.person("Sam Staff")
    product.shop.staff.add(sam)
    return sam


def test_staff_see_numbers_and_places_but_neither_earnings_nor_buttons(product, sam):
    page = shown(browser(sam), product.shop)
    assert "Sold this month" in page
    assert "Orders to ship" in page
    assert "Top sellers this month" in page
    for owners in ("Earned", "Unread trades", "Mark as sold", "How this is counted"):
        assert owners not in page, owners
        assert owners in shown(browser(product.shop.owner), product.shop), owners


@pytest.mark.parametrize("part", PARTS)
def test_to_strangers_it_is_not_there(product, part):
    for stranger in (cast.person("Mallory"), cast.shop().owner):
        assert browser(stranger).get(address(product.shop, part)).status_code == 404


def test_only_the_shops_people_may_listen(product, sam):
    assert dashboard.allow is not None
    key = str(product.shop_id)
    may = {who.pk: dashboard.allow(live.Subscriber(who.pk, None), key) for who in (product.shop.owner, sam)}
    assert set(may.values()) == {True}
    for stranger in (cast.person("Mallory"), cast.shop().owner):
        assert not dashboard.allow(live.Subscriber(stranger.pk, None), key)
    assert not dashboard.allow(live.Subscriber(None, "d" * 32), key)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("query", ["days=8", "days=x", "days=-1", "days=", "days=%00", f"days={'9' * 4000}"])
def test_a_range_that_is_not_offered_is_a_400_that_names_the_field(product, part, query):
    answer = browser(product.shop.owner).get(address(product.shop, part, f"?{query}"))
    assert (answer.status_code, answer.text.split(":")[0]) == (400, "days")


@pytest.mark.parametrize("part", ["everything", "stall-section"])
def test_a_part_that_is_not_there_is_a_404(product, part):
    assert browser(product.shop.owner).get(address(product.shop, part)).status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_it_is_only_read(product, part):
    assert browser(product.shop.owner).post(address(product.shop, part)).status_code == 405


def test_a_stall_without_anything_says_so(product):
    Product.objects.update(status=Product.Status.DRAFT)
    page = shown(browser(product.shop.owner), product.shop)
    assert "No products yet" in page
    assert "No sales this month yet" in page
    assert "No views this month yet" in page


def test_a_trade_with_unread_talk_is_counted_for_its_reader_only(product):
    alice, bob = product.shop.owner, cast.person("Bob Buyer")
    trade = Trade.objects.offer(bob, product.items.get(), price=product.price - 5, quantity=1)
    for text in ("Hello", "Still there?"):
        trade.say(text=text, by=bob)
    assert "Unread trades 1" in shown(browser(alice), product.shop)
    trade.say(text="Hello yourself", by=alice)
    assert "Unread trades 1" in shown(browser(alice), product.shop)


def test_all_staff_see_ignored_views_and_their_reasons(product, sam):
    for client in (browser(sam), browser(product.shop.owner)):
        assert "not counted" not in shown(client, product.shop)
    for reason in ("bot", "bot", "own"):
        RefusedView.objects.record(product, reason)
    RefusedView.objects.record(cast.product(), "crowd")
    for client in (browser(sam), browser(product.shop.owner)):
        page = shown(client, product.shop)
        assert "Views not counted this month 1 view by the shop’s own staff 2 views by robots" in page
        assert "from many new visitors of one network" not in page


def test_marking_and_undoing_lead_back_to_it(product):
    client = browser(product.shop.owner)
    for verb, status in (("mark-sold", "sold"), ("undo-sold", "active")):
        page = normalize_html(client.get(address(product.shop)).text)
        target = f"/desk/{product.shop.slug}/listings/{product.pk}/{verb}/"
        assert f'form="stall-verbs" formaction="{target}"' in page
        answer = client.post(target, {"back": address(product.shop)})
        assert (answer.status_code, answer["Location"]) == (302, address(product.shop))
        product.refresh_from_db()
        assert product.status == status


@pytest.mark.parametrize("state", ["coming", "sold out"])
def test_an_item_that_cannot_be_marked_has_no_button(product, state):
    if state == "coming":
        Product.objects.update(released_at=None)
    else:
        cast.paid_order(cast.guest(), (product.items.get(), 9))
    page = shown(browser(product.shop.owner), product.shop, "stall")
    assert "Mark as sold" not in page
    assert "Undo" not in page


def test_hostile_titles_are_only_text(product):
    for title in HOSTILE:
        cast.product(in_shop=product.shop, title=title)
    seen = read(browser(product.shop.owner).get(address(product.shop)).text)
    assert is_inert(seen)
    assert [title for title in HOSTILE if squeeze_line(title) not in seen.text] == []


def test_the_number_of_queries_is_constant(product):
    client = browser(product.shop.owner)
    ProductView.objects.record(product, "v-1")
    product.mark_sold()
    client.get(address(product.shop))

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            shown(client, product.shop)
        return len(asked)

    before = questions()
    for number in range(8):
        made = cast.product(in_shop=product.shop)
        ProductView.objects.record(made, f"v-{number}")
        made.mark_sold()
    assert questions() == before
    assert before <= 42
