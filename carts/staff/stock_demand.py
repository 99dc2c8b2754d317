"""Demand for stock: units of an item in carts, units held by checkouts, and units left."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from carts.models import Cart
from carts.models.queries import ACTIVE, IDLE
from carts.staff.scope import Scope
from marketplace.models import Item

MAX_ITEMS = 100


@dataclass(frozen=True)
class StockDemand:
    """The demand for one item of `list_stock_demand`."""

    item: Any

    @property
    def in_carts(self) -> int:
        """Return the units in active and idle carts; carts at the checkout hold their units."""
        return self.item.in_carts

    @property
    def carts(self) -> int:
        """Return the number of these carts."""
        return self.item.carts

    @property
    def left(self) -> int:
        """Return the units that can be bought now."""
        return max(self.item.available, 0)

    @property
    def is_short(self) -> bool:
        """Tell whether the units left are too few for all carts."""
        return self.in_carts > self.left

    @property
    def share(self) -> int:
        """Return the part of the units left that is in carts, in percent, at most 100."""
        return min(100, 100 * self.in_carts // self.left) if self.left else 100 * bool(self.in_carts)


def list_stock_demand(scope: Scope) -> list[StockDemand]:
    """Return the items that are in carts or held, the shortest supply first; one query."""
    shopping = Cart.objects.live().with_stage().filter(stage__in=[ACTIVE, IDLE])
    lines = scope.lines().filter(item=OuterRef("pk"), cart__in=shopping.values("pk")).order_by().values("item")
    items = Item.objects.with_available().select_related("product__shop")
    items = items.filter(shop=scope.shop) if scope.shop else items
    wanted = items.annotate(
        in_carts=Coalesce(lines.annotate(sum=Sum("quantity")).values("sum"), 0),
        carts=Coalesce(lines.annotate(count=Count("pk")).values("count"), 0),
    ).filter(Q(in_carts__gt=0) | Q(available__lt=F("on_hand")))
    return [
        StockDemand(item) for item in wanted.order_by(F("available") - F("in_carts"), "-in_carts", "pk")[:MAX_ITEMS]
    ]
