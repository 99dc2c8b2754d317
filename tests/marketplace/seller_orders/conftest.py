"""Alice's shop with Sam as staff, Eve's shop, and an order of Bob's from both."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.visitors import Shopper
from marketplace.models import Order, Shop, User
from tests import cast


@dataclass
class Market:
    """The people, two shops, and an order of two lines from Alice's and one from another."""

    alice: User
    sam: User
    eve: User
    bob: User
    shop: Shop
    other: Shop
    order: Order

    def client(self, who: str | User) -> Client:
        """Return a browser of this user."""
        client = Client()
        client.force_login(getattr(self, who) if isinstance(who, str) else who)
        return client

    def url(self, name: str, *more: object) -> str:
        """Return the URL of a seller page of Alice's shop."""
        return reverse(f"marketplace:{name}", args=[self.shop.slug, *more])

    def about(self, name: str) -> str:
        """Return the URL of a seller page of the order."""
        return self.url(name, self.order.number)


@pytest.fixture
def market() -> Market:
    alice, sam, eve, bob = (cast.person(name) for name in ("Alice Seller", "Sam Staff", "Eve Else", "Bob Buyer"))
    shop, other = cast.shop(alice), cast.shop()
    shop.staff.add(sam)
    other.staff.add(eve)
    boots, socks = (cast.item(in_shop=shop, title=title, price=price) for title, price in PRICES.items())
    lamp = cast.item(in_shop=other, title="Lamp", price="5.00")
    order = cast.paid_order(Shopper(bob, "0" * 32), (boots, 1), (socks, 2), (lamp, 1))
    return Market(alice, sam, eve, bob, shop, other, order)


PRICES = {"Boots": "80.00", "Socks": "6.00"}
