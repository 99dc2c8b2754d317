"""Axe finds no serious problem on leaderboards, dashboards and trades, in the light and the dark theme."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from marketplace.models import ProductView, User
from tests import cast
from tests.browser.axe import grave_faults
from tests.browser.conftest import Visit
from tests.leaderboard.dashboards import address
from tests.leaderboard.sales_and_views import sale
from tests.trading import rooms

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Place = tuple[str, User]


def desk() -> Place:
    """Return the dashboard of a seller with sales, marks as sold and views."""
    product = cast.product(stock=9)
    sale(product.shop.owner, 4)
    cast.product(in_shop=product.shop).mark_sold()
    ProductView.objects.record(product, "v-1")
    return address(product.shop), product.shop.owner


def board() -> Place:
    """Return the leaderboard as one of two on it sees it."""
    mine, other = cast.product(stock=9), cast.product()
    sale(mine.shop.owner, 3)
    other.mark_sold()
    return "/leaderboard/", mine.shop.owner


def explained() -> Place:
    """Return why a seller has the place they have."""
    return "/leaderboard/explain/", board()[1]


def room() -> Place:
    """Return a room with talk, new terms and a counter-offer, as its seller sees it."""
    room = rooms.talked_over()
    return room.trade.get_absolute_url(), room.alice


def table() -> Place:
    """Return the same room as its buyer sees it."""
    room = rooms.talked_over()
    return room.trade.get_absolute_url(), room.bob


def deal() -> Place:
    """Return the deal of a room on paper."""
    room = rooms.in_state("accepted")
    return f"{room.trade.get_absolute_url()}receipt/", room.bob


def trades() -> Place:
    """Return a buyer's trades, some of them unread."""
    return "/trades/", rooms.talked_over().bob


def opening() -> Place:
    """Return the form that opens a trade."""
    return "/trades/new/", cast.shop().owner


def all_trades() -> Place:
    """Return the dashboard of all trades."""
    return "/trades/all/", rooms.talked_over().staff


PLACES: list[Callable[[], Place]] = [desk, board, explained, room, table, deal, trades, opening, all_trades]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_axe_finds_nothing_serious(visit: Visit, place: Callable[[], Place]):
    path, user = place()
    page = visit(path, user=user, color_scheme="light")
    expect(page.locator("h1")).to_be_visible()
    assert grave_faults(page) == []
    page.emulate_media(color_scheme="dark")
    assert grave_faults(page) == []


def open_dialog(page: Page) -> None:
    """Open the leaderboard by its trophy and wait for the ranks."""
    page.locator("[data-leaderboard]").first.click()
    expect(page.locator("#leaderboard-dialog .board")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_dialog(visit: Visit, scheme: str):
    page = visit("/", user=board()[1], color_scheme=scheme)
    open_dialog(page)
    assert grave_faults(page) == []
