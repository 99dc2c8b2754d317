"""Alice's shop with Sam behind the counter, and Eve at another: for tests of desks and of what other programs read."""

from dataclasses import dataclass

import pytest
from django.test import Client

from marketplace.models import Item, Shop, User
from tests import cast


def signed_in(user: User) -> Client:
    """Return a client signed in as `user`."""
    client = Client()
    client.force_login(user)
    return client


@dataclass
class Stall:
    """A shop with its people and two things on it."""

    shop: Shop
    sam: User
    boots: Item
    socks: Item

    @property
    def url(self) -> str:
        """Return the address of its live carts."""
        return f"/desk/{self.shop.slug}/carts/"


@pytest.fixture
def stall(db):
    """Alice's shop."""
    shop = cast.shop(cast.person("Alice Seller"))
    sam = cast.person("Sam Staff")
    shop.staff.add(sam)
    boots = cast.item(in_shop=shop, title="Boots", stock=50)
    return Stall(shop, sam, boots, cast.item(in_shop=shop, title="Socks", stock={"M": 50}))


@pytest.fixture
def sam(stall):
    """Sam's browser."""
    return signed_in(stall.sam)


@pytest.fixture
def eve(db):
    """The browser of Eve, staff of another shop."""
    other = cast.shop()
    person = cast.person("Eve Elsewhere")
    other.staff.add(person)
    client = signed_in(person)
    client.shop = other  # type: ignore[attr-defined]
    return client
