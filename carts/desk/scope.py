"""Whose desk it is: a shop's, which sees its own lines of carts, or the platform's, which sees all of them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from carts.desk.broadcasts import ALL
from carts.models import Cart, CartEvent, CartLine
from marketplace.models import Shop, User
from marketplace.money.fields import MoneyField

MONEY = MoneyField()

TABS = {"carts": "Live now", "pressure": "Stock pressure", "numbers": "Numbers"}
"""The desk's pages about carts."""


class Tab(NamedTuple):
    """A page of the desk, to go to."""

    name: str
    label: str
    url: str


@dataclass(frozen=True)
class Scope:
    """What one desk may see; without a shop it is the platform's."""

    shop: Shop | None = None

    @classmethod
    def keyed(cls, key: str) -> "Scope | None":
        """Return the desk of a topic's key; None where there is no such shop (any more)."""
        if key == ALL:
            return cls()
        shop = Shop.objects.open().filter(pk=key).first() if key.isdecimal() else None
        return cls(shop) if shop else None

    @staticmethod
    def is_open_to(key: str, user_id: int | None) -> bool:
        """Tell whether a person may look at the desk of this key."""
        user = User.objects.filter(pk=user_id or 0, is_active=True).first()
        if user is None:
            return False
        if key == ALL:
            return user.is_staff
        return key.isdecimal() and len(key) < 19 and Shop.objects.run_by(user).filter(pk=key).exists()

    @property
    def key(self) -> str:
        """Return the key of its topic."""
        return str(self.shop.pk) if self.shop else ALL

    def url(self, page: str, *args: str) -> str:
        """Return the address of one of its pages."""
        if self.shop:
            return reverse(f"carts:desk_{page}", args=[self.shop.slug, *args])
        return reverse(f"carts:all_{page}", args=args)

    @property
    def tabs(self) -> "list[Tab]":
        """Return its pages about carts."""
        return [Tab(name, label, self.url(name)) for name, label in TABS.items()]

    @property
    def about_items(self) -> Q:
        """Return what holds of a row with an `item` that concerns this desk."""
        return Q(item__shop=self.shop) if self.shop else Q()

    def lines(self) -> "QuerySet[CartLine]":
        """Return the lines of all carts that concern this desk."""
        return CartLine.objects.filter(self.about_items)

    def events(self) -> "QuerySet[CartEvent]":
        """Return what happened to things of this desk in any cart."""
        return CartEvent.objects.filter(self.about_items)

    def carts(self) -> Any:
        """Return carts that are built, or were left lately, with something for this desk; `stage` and `value` told.

        `value` is what the desk's own lines come to at the prices of now.
        """
        mine = self.lines().filter(cart=OuterRef("pk"))
        worth = mine.order_by().values("cart").annotate(sum=Sum(F("quantity") * F("item__product__price")))
        value = Coalesce(worth.values("sum"), Decimal(0), output_field=MONEY)
        return Cart.objects.in_sight(self.shop).with_stage().annotate(value=value)
