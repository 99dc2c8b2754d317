"""Stock pressure: what shoppers have in their carts of an item, what is held for checkouts, and what is left."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from carts.desk.scope import Scope
from carts.models import Cart
from carts.models.stages import ACTIVE, IDLE
from marketplace.models import Item

MOST = 100
"""So many items are shown, the most wanted first."""


@dataclass(frozen=True)
class Pressure:
    """How an item stands; it needs what `pressed` loads."""

    item: Any

    @property
    def in_carts(self) -> int:
        """Return how many units are in carts that are being built, those at the checkout aside: they are held."""
        return self.item.in_carts

    @property
    def carts(self) -> int:
        """Return in how many carts."""
        return self.item.carts

    @property
    def left(self) -> int:
        """Return how many can still be had."""
        return max(self.item.available, 0)

    @property
    def is_short(self) -> bool:
        """Tell whether not all of these carts can be served."""
        return self.in_carts > self.left

    @property
    def share(self) -> int:
        """Return how much of what is left is in carts, in percent, 100 at most."""
        return min(100, 100 * self.in_carts // self.left) if self.left else 100 * bool(self.in_carts)


def pressed(scope: Scope) -> list[Pressure]:
    """Return the items that are in carts or held, those that fall short first; one query."""
    filling = Cart.objects.live().with_stage().filter(stage__in=[ACTIVE, IDLE])
    lines = scope.lines().filter(item=OuterRef("pk"), cart__in=filling.values("pk")).order_by().values("item")
    items = Item.objects.with_available().select_related("product__shop")
    items = items.filter(shop=scope.shop) if scope.shop else items
    wanted = items.annotate(
        in_carts=Coalesce(lines.annotate(sum=Sum("quantity")).values("sum"), 0),
        carts=Coalesce(lines.annotate(count=Count("pk")).values("count"), 0),
    ).filter(Q(in_carts__gt=0) | Q(available__lt=F("on_hand")))
    return [Pressure(item) for item in wanted.order_by(F("available") - F("in_carts"), "-in_carts", "pk")[:MOST]]
