"""The list of live carts: a shop's own lines only, newest change first."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.carts.browsers import filled, text
from tests.carts.staff.cart_age import age

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def codes(answer):
    return re.findall(r'id="(?:cart|view)-([0-9A-F]{5}-[0-9A-F]{5})"', answer.content.decode())


def test_lines_options_quantities_and_the_shops_own_subtotal(stall, sam):
    elsewhere = cast.item(title="Somebody else’s hat")
    cart = filled(cast.guest(), (stall.boots, 2), (stall.socks, 1), (elsewhere, 5))
    page = text(sam.get(stall.url))
    for words in (cart.code, "Guest", "2 × Boots", "1 × Socks", "(M)", "€149.70", "Nothing is ordered yet"):
        assert words in page
    assert "else’s hat" not in page


def test_the_newest_change_comes_first(stall, sam):
    first, second = (filled(cast.guest(), (stall.boots, 1)) for _ in range(2))
    assert codes(sam.get(stall.url)) == [second.code, first.code]
    first.change(stall.boots.pk, 3)
    assert codes(sam.get(stall.url)) == [first.code, second.code]


def test_a_cart_of_another_shop_is_not_there(stall, sam):
    filled(cast.guest(), (cast.item(), 1))
    page = sam.get(stall.url)
    assert codes(page) == []
    assert "No live carts" in text(page)


def test_neither_name_nor_key_of_a_shopper_is_in_the_page(stall, sam):
    person = cast.person("Bob Buyer")
    bob = cast.member(person)
    cart = filled(bob, (stall.boots, 1))
    page = sam.get(stall.url).content.decode()
    assert "Member B•••" in page
    for secret in ("Bob Buyer", person.email, cart.holder, cart.name.hex, str(cart.name), bob.visitor):
        assert secret not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=guest", ["guest"]),
        ("who=member", ["member"]),
        ("q=sock", ["member"]),
        ("least=150", ["guest"]),
        ("sort=value", ["guest", "member"]),
        ("sort=oldest", ["guest", "member"]),
        ("stage=idle", []),
    ],
)
def test_it_can_be_filtered_and_sorted(stall, sam, query, found):
    carts = {
        "guest": filled(cast.guest(), (stall.boots, 4)),
        "member": filled(cast.member(), (stall.socks, 1)),
    }
    assert codes(sam.get(f"{stall.url}?{query}")) == [carts[name].code for name in found]


def test_it_is_paged(stall, sam, settings):
    settings.CARTS_PER_PAGE = 2
    made = [filled(cast.guest(), (stall.boots, 1)).code for _ in range(5)]
    pages = [codes(sam.get(f"{stall.url}?page={number}")) for number in (1, 2, 3)]
    assert pages == [made[:2:-1], made[2:0:-1], made[:1]]


@pytest.mark.parametrize(
    "query", ["stage=x", "who=%00", "least=abc", "least=-1", "least=1e99", "sort=%F0", "q=" + "x" * 200]
)
def test_a_filter_that_makes_no_sense_is_named(stall, sam, query):
    answer = sam.get(f"{stall.url}?{query}")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_it_takes_as_many_queries_for_many_carts_as_for_few(stall, sam):
    def queries():
        sam.get(stall.url)
        with CaptureQueriesContext(connection) as seen:
            assert sam.get(stall.url).status_code == 200
        return len(seen)

    filled(cast.guest(), (stall.boots, 1))
    filled(cast.member(), (stall.boots, 1))
    few = queries()
    for _ in range(6):
        filled(cast.guest(), (stall.boots, 1), (stall.socks, 2))
        filled(cast.member(), (stall.boots, 1), (stall.socks, 2))
    assert queries() == few


def test_the_platform_sees_the_carts_of_all_shops_whole(stall, sam):
    cart = filled(cast.guest(), (stall.boots, 1), (cast.item(title="Hat"), 1))
    platform = cast.person("Pat Platform", is_staff=True)
    sam.force_login(platform)
    page = sam.get("/live-carts/")
    assert codes(page) == [cart.code]
    assert "Hat" in text(page)


def test_an_abandoned_cart_leaves_the_list_and_can_be_looked_up(stall, sam):
    cart = age(filled(cast.guest(), (stall.boots, 1)), minutes=31)
    assert codes(sam.get(stall.url)) == []
    assert codes(sam.get(f"{stall.url}?stage=abandoned")) == [cart.code]
