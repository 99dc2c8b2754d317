"""The scope of staff: a shop sees its own lines of carts, the platform sees all lines."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from carts.models import Cart, CartEvent, CartLine
from carts.models.pushes import ALL
from marketplace.models import Shop, User
from marketplace.money.fields import MoneyField

MONEY = MoneyField()

TABS = {"carts": "Live now", "pressure": "Stock demand", "numbers": "Analytics"}
"""Pages about carts, by the end of their URL name."""


class Tab(NamedTuple):
    """A link to one of the pages."""

    name: str
    label: str
    url: str


@dataclass(frozen=True)
class Scope:
    """The rows that staff may see: those of a shop, or all for the platform (no shop)."""

    shop: Shop | None = None

    @classmethod
    def from_key(cls, key: str) -> "Scope | None":
        """Return the scope of a topic's key; None if there is no such open shop."""
        if key == ALL:
            return cls()
        shop = Shop.objects.open().filter(pk=key).first() if key.isdecimal() else None
        return cls(shop) if shop else None

    @staticmethod
    def allows(key: str, user_id: int | None) -> bool:
        """Tell whether a user may see the scope of this key."""
        user = User.objects.filter(pk=user_id or 0, is_active=True).first()
        if user is None:
            return False
        if key == ALL:
            return user.is_staff
        return key.isdecimal() and len(key) < 19 and Shop.objects.run_by(user).filter(pk=key).exists()

    @property
    def key(self) -> str:
        """Return the key of the live topic."""
        return str(self.shop.pk) if self.shop else ALL

    def url(self, page: str, *args: str) -> str:
        """Return the path of one of the pages."""
        if self.shop:
            return reverse(f"carts:shop_{page}", args=[self.shop.slug, *args])
        return reverse(f"carts:all_{page}", args=args)

    @property
    def tabs(self) -> "list[Tab]":
        """Return the links to the pages."""
        return [Tab(name, label, self.url(name)) for name, label in TABS.items()]

    @property
    def item_condition(self) -> Q:
        """Return the condition on a row with an `item` that it belongs to this scope."""
        return Q(item__shop=self.shop) if self.shop else Q()

    def lines(self) -> "QuerySet[CartLine]":
        """Return the lines of this scope in all carts."""
        return CartLine.objects.filter(self.item_condition)

    def events(self) -> "QuerySet[CartEvent]":
        """Return the events of this scope in all carts."""
        return CartEvent.objects.filter(self.item_condition)

    def carts(self) -> Any:
        """Return recent carts with lines of this scope, annotated with `stage` and `value`.

        `value` is the sum of the lines of this scope at today's prices.
        """
        lines = self.lines().filter(cart=OuterRef("pk"))
        sums = lines.order_by().values("cart").annotate(sum=Sum(F("quantity") * F("item__product__price")))
        value = Coalesce(sums.values("sum"), Decimal(0), output_field=MONEY)
        return Cart.objects.recent_for(self.shop).with_stage().annotate(value=value)
