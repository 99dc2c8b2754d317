"""Product cards on an open page equal those of a fresh page after a push."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import timezone

from marketplace import tasks
from marketplace.catalogue import shelves
from marketplace.models import Product
from marketplace.signals import product_changed
from tests import cast
from tests.fresh_page import assert_no_push, assert_page_stays_current, capture_pushes

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def tent() -> Product:
    """Put a tent of six on the stall, on a home page that was looked at."""
    cache.delete(shelves.BESTSELLERS)
    made = cast.product(stock={"S": 3, "M": 3}, title="Tent")
    shelves.have_shelves_changed()
    return made


def pages(product: Product) -> list[str]:
    return ["/", product.category.get_absolute_url(), product.shop.get_absolute_url(), "/search/?q=tent"]


@pytest.mark.parametrize("place", range(4))
def test_a_hold_shows_on_every_list(client, tent, place):
    item = tent.items.first()
    pushed = assert_page_stays_current(client, pages(tent)[place], lambda: cast.pending_order(cast.guest(), (item, 2)))
    assert pushed == {f"card.{tent.pk}"}


def test_the_last_unit_sells_it_out_on_open_lists(client, tent):
    small, large = tent.items.all()
    order = cast.pending_order(cast.guest(), (small, 3), (large, 3))
    assert assert_page_stays_current(client, pages(tent)[1], order.cancel)


def test_a_restock_shows(client):
    item = cast.item(stock=0)
    url = item.product.category.get_absolute_url()
    assert assert_page_stays_current(client, url, lambda: item.restock(4, expected=0)) == {f"card.{item.product_id}"}


def test_a_drop_that_is_opened_by_hand_shows(client):
    drop = cast.product(released_at=None)
    assert assert_page_stays_current(client, drop.category.get_absolute_url(), drop.release) == {f"card.{drop.pk}"}


def test_another_price_shows(client, tent):
    def change() -> None:
        Product.objects.filter(pk=tent.pk).update(price=Decimal("12.00"))
        product_changed.send_robust(sender=Product, product_ids=[tent.pk])

    assert assert_page_stays_current(client, pages(tent)[1], change)


def test_a_product_that_is_taken_off_says_so_where_it_still_stands(client, tent):
    url = f"/cards/?of={tent.pk}"
    assert assert_page_stays_current(client, url, tent.withdraw) == {f"card.{tent.pk}"}
    assert "Not on sale" in client.get(url).content.decode()


def test_a_sale_of_something_else_is_not_told(client, tent):
    other = cast.item()
    assert_no_push(client, "/search/?q=tent", lambda: cast.pending_order(cast.guest(), (other, 1)))


def test_home_shows_what_was_just_published(client, tent):
    draft = cast.product(status="draft", title="Lamp")
    assert "shelves" in assert_page_stays_current(client, "/", draft.publish)
    assert "Lamp" in client.get("/shelves/").content.decode()


def test_home_is_left_alone_when_its_shelves_stay_as_they_are(tent):
    def change() -> None:
        product_changed.send_robust(sender=Product, product_ids=[tent.pk])

    assert "shelves" not in {topic for topic, _ in capture_pushes(change)}


def test_a_drop_opens_by_the_clock_and_is_told_once(client):
    drop = cast.product(released_at=timezone.now() + timedelta(seconds=1))
    url = drop.category.get_absolute_url()

    def open_by_the_clock() -> None:
        Product.objects.filter(pk=drop.pk).update(released_at=timezone.now() - timedelta(seconds=1))
        tasks.open_drops()

    assert assert_page_stays_current(client, url, open_by_the_clock) == {f"card.{drop.pk}"}
    assert capture_pushes(tasks.open_drops) == []


def test_no_drop_is_told_before_its_time():
    cast.product(released_at=timezone.now() + timedelta(minutes=1))
    assert capture_pushes(tasks.open_drops) == []


def test_one_request_reads_all_cards_of_a_page(client, tent):
    other = cast.product(title="Mug")
    page = client.get(tent.category.get_absolute_url()).content.decode()
    assert page.count(f'src="/cards/?of={other.pk},{tent.pk}"') == 2


@pytest.mark.parametrize("asked", ["", "x", "1,", "1;2", "-1", "9" * 30, ",".join(map(str, range(51))), "%00"])
def test_cards_that_are_asked_for_wrongly_are_refused(client, asked):
    answer = client.get(f"/cards/?of={asked}")
    assert answer.status_code == 422
    assert answer.content.startswith(b"of: ")


@pytest.mark.parametrize("status", ["draft", "active", "sold"])
def test_a_card_tells_nothing_of_what_one_may_not_see(client, status):
    hidden = cast.product(in_shop=cast.shop(closed_at=timezone.now()), status=status, price="77.00")
    assert "77.00" not in client.get(f"/cards/?of={hidden.pk}").content.decode()


def test_a_page_of_cards_stays_within_what_a_page_may_listen_to(client, settings):
    shop = cast.shop()
    for _ in range(30):
        cast.product(in_shop=shop)
        cast.product(in_shop=shop, released_at=None)
    for url in ("/", shop.get_absolute_url()):
        assert client.get(url).content.decode().count("<live-topic") <= 40
