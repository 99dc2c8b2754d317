"""Axe finds no serious problem on the pages of sellers and staff, scrollable areas included."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from carts.models import Cart
from marketplace.models import Shop
from tests import cast
from tests.browser.axe import grave_faults
from tests.browser.conftest import Visit
from tests.carts.browsers import filled
from tests.trading import rooms

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
EIGHT_LINES = 8


@pytest.fixture
def shop() -> Shop:
    """A busy shop: long carts, orders, a draft; its owner runs the platform too."""
    shop = cast.shop(cast.person("Alice Seller", is_staff=True, is_superuser=True))
    items = [cast.item(in_shop=shop, title=f"Thing {n}", stock={f"{n}": 20}) for n in range(EIGHT_LINES)]
    filled(cast.guest(), *((item, 1) for item in items))
    filled(cast.member(), *((item, 1) for item in items))
    cast.paid_order(cast.guest(), (items[0], 1), (items[1], 2))
    cast.product(in_shop=shop, status="draft", released_at=None)
    for _ in range(3):
        rooms.talked_over()
    return shop


def order_of(shop: Shop) -> str:
    return f"/desk/{shop.slug}/orders/{shop.order_lines.first().order.number}/"  # type: ignore[union-attr]


def cart_of(shop: Shop) -> str:
    return f"/desk/{shop.slug}/carts/{Cart.objects.latest('pk').code}/"


PAGES: dict[str, Callable[[Shop], str]] = {
    "listings": lambda shop: f"/desk/{shop.slug}/",
    "new": lambda shop: f"/desk/{shop.slug}/listings/new/",
    "listing": lambda shop: f"/desk/{shop.slug}/listings/{shop.products.last().pk}/",  # type: ignore[union-attr]
    "orders": lambda shop: f"/desk/{shop.slug}/orders/",
    "order": order_of,
    "refund": lambda shop: f"{order_of(shop)}refund/",
    "settings": lambda shop: f"/desk/{shop.slug}/settings/",
    "staff": lambda shop: f"/desk/{shop.slug}/settings/staff/",
    "dashboard": lambda shop: f"/desk/{shop.slug}/dashboard/",
    "live carts": lambda shop: f"/desk/{shop.slug}/carts/",
    "one cart": cart_of,
    "pressure": lambda shop: f"/desk/{shop.slug}/carts/pressure/",
    "numbers": lambda shop: f"/desk/{shop.slug}/carts/numbers/",
    "all carts": lambda shop: reverse("carts:all_carts"),
    "all trades": lambda shop: "/trades/all/",
    "catalogue": lambda shop: "/categories/shoes/",
    "search": lambda shop: "/search/?q=thing",
}


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(visit: Visit, shop: Shop, name: str, width: int):
    page = visit(PAGES[name](shop), user=shop.owner, viewport={"width": width, "height": 700})
    expect(page.locator("h1")).to_be_visible()
    assert grave_faults(page) == []
