"""Lists are filtered by price, brand, size, shop and stock; invalid filters are named and ignored."""

from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from marketplace.models import Hold, Product
from marketplace.tasks import count_choices
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def stall() -> dict[str, Product]:
    """Put four things into one shop."""
    shop = cast.shop(slug="stall")
    return {
        "boot": cast.product(in_shop=shop, title="Boot", price="90.00", brand="Orsa", stock={"41": 3, "42": 0}),
        "lamp": cast.product(in_shop=shop, title="Lamp", price="20.00", brand="Halden", stock=4),
        "mug": cast.product(title="Mug", price="8.50", brand="Halden", stock=0),
        "drop": cast.product(in_shop=shop, title="Drop", price="30.00", brand="Orsa", released_at=None),
    }


def shown(client, path: str = "/categories/shoes/", **asked: object) -> set[str]:
    answer = client.get(f"{path}?{urlencode(asked, doseq=True)}")
    assert answer.status_code == 200
    return {product.title for product in answer.context["page_obj"]}


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, {"Boot", "Lamp", "Mug", "Drop"}),
        ({"least": "20"}, {"Boot", "Lamp", "Drop"}),
        ({"most": "20.00"}, {"Lamp", "Mug"}),
        ({"least": "10", "most": "40"}, {"Lamp", "Drop"}),
        ({"brand": "Orsa"}, {"Boot", "Drop"}),
        ({"brand": ["Orsa", "Halden"], "most": "25"}, {"Lamp", "Mug"}),
        ({"size": "41"}, {"Boot"}),
        ({"size": "42", "in_stock": "1"}, set()),
        ({"in_stock": "1"}, {"Boot", "Lamp"}),
        ({"shop": "stall"}, {"Boot", "Lamp", "Drop"}),
        ({"shop": "nowhere"}, set()),
    ],
)
def test_a_list_shows_what_fits(client, stall, asked, titles):
    assert shown(client, **asked) == titles


def test_what_is_all_held_is_not_in_stock(client, stall):
    item = stall["lamp"].items.get()
    order = cast.pending_order(cast.guest(), (item, 4))
    assert shown(client, in_stock=1) == {"Boot"}
    Hold.objects.filter(order=order).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert shown(client, in_stock=1) == {"Boot", "Lamp"}


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"least": "cheap"}, "Price from: Enter a number."),
        ({"least": "-1"}, "Price from: Ensure this value is greater than or equal to 0."),
        ({"most": "1e400"}, "Price to:"),
        ({"most": "NaN"}, "Price to: Enter a number."),
        ({"least": "1.005"}, "Price from: Ensure that there are no more than 2 decimal places."),
        ({"least": "50", "most": "10"}, "Price to: Enter a price above the minimum price."),
        ({"brand": "\0"}, "Brand: Select a valid choice."),
        ({"brand": "x" * 500}, "Brand: Select a valid choice."),
        ({"size": [str(n) for n in range(30)]}, "Size: Choose up to 20."),
        ({"sort": "by-magic"}, "Sort by: Select a valid choice."),
    ],
)
def test_a_filter_that_makes_no_sense_is_named_and_left_out(client, stall, asked, named):
    answer = client.get(f"/categories/shoes/?{urlencode(asked, doseq=True)}")
    assert answer.status_code == 200
    assert named in unescape(answer.content.decode())
    assert stall["boot"] in answer.context["page_obj"].object_list


def test_each_filter_that_is_on_has_a_chip_that_takes_it_off(client, stall):
    listing = client.get("/categories/shoes/?brand=Orsa&brand=Halden&most=95&page=2&sort=price").context["listing"]
    assert {chip.label: chip.without for chip in listing.chips} == {
        "up to 95": "?brand=Orsa&brand=Halden&sort=price",
        "Orsa": "?brand=Halden&most=95&sort=price",
        "Halden": "?brand=Orsa&most=95&sort=price",
    }


def test_choices_are_counted(client, stall):
    choices = client.get("/categories/shoes/").context["listing"].choices
    assert [(one.label, one.products) for one in choices["brand"]] == [("Halden", 2), ("Orsa", 2)]
    assert [(one.label, one.products) for one in choices["size"]] == [("41", 1), ("42", 1)]


def test_filters_narrow_shops_and_searches_too(client, stall):
    assert shown(client, "/shops/stall/", brand="Halden") == {"Lamp"}
    assert shown(client, "/search/", q="orsa", most="50") == {"Drop"}


def test_nothing_that_fits_leads_back(client, stall):
    page = client.get("/search/?q=orsa&least=5000").content.decode()
    assert "No matching products" in page
    assert 'href="?q=orsa"' in page


def brands_to_choose(client) -> dict[str, int]:
    choices = client.get("/categories/shoes/").context["listing"].choices
    return {choice.value: choice.products for choice in choices["brand"]}


def test_what_a_category_offers_to_choose_is_counted_by_a_task_and_not_by_its_pages(
    client, stall, django_assert_num_queries
):
    count_choices()
    cast.product(brand="Orsa")
    assert brands_to_choose(client) == {"Orsa": 2, "Halden": 2}
    listing = client.get("/categories/shoes/").context["listing"]
    del listing.choices
    with django_assert_num_queries(0):
        assert listing.choices["shop"]
    count_choices()
    assert brands_to_choose(client) == {"Orsa": 3, "Halden": 2}
