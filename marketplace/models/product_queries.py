"""Queries over products, by visibility and owner."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from marketplace.models.shops import Shop
from marketplace.models.stock_expressions import Left, OnHand
from marketplace.signals import product_changed

if TYPE_CHECKING:
    from marketplace.models.products import Product  # noqa: F401 - the base below names it
    from marketplace.models.users import User


class ProductQuerySet(models.QuerySet["Product"]):
    """Products by visibility and owner."""

    def visible(self) -> "ProductQuerySet":
        """Return public products: no drafts and none of closed shops. Upcoming drops are public."""
        return self.exclude(status=self.model.Status.DRAFT).filter(shop__closed_at__isnull=True)

    def of(self, user: "User") -> "ProductQuerySet":
        """Return the products of the shops of an owner or member of staff."""
        return self.filter(shop__in=Shop.objects.run_by(user))

    def reopen(self) -> None:
        """Put sold-out products with stock on sale again, except those marked as sold by hand.

        Their items must be locked.
        """
        # A payment that takes the last unit of another size locks the row too: one of the two sees the other's change.
        locked = self.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True)
        sold_out = self.model.objects.filter(pk__in=list(locked), status=self.model.Status.SOLD)
        sold_out = sold_out.filter(is_marked_sold=False, items__on_hand__gt=0)
        ids = list(sold_out.values_list("pk", flat=True).distinct())
        self.model.objects.filter(pk__in=ids).update(status=self.model.Status.ACTIVE)
        if ids:
            product_changed.send_robust(sender=self.model, product_ids=ids)

    def sell_out(self, ids: set[int]) -> bool:
        """Mark products without stock as sold; returns whether there were any."""
        if not ids:
            return False
        # Without the lock, two orders that take the last units of two sizes would each still see the other's unit.
        locked = self.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
        empty = self.filter(pk__in=list(locked), status=self.model.Status.ACTIVE).exclude(items__on_hand__gt=0)
        return bool(empty.update(status=self.model.Status.SOLD))

    def released(self) -> "ProductQuerySet":
        """Return products on sale: active and released."""
        return self.visible().filter(status=self.model.Status.ACTIVE, released_at__lte=Now())

    def dropping_soon(self) -> "ProductQuerySet":
        """Return upcoming drops, the nearest date first, those without a date last."""
        waiting = Q(released_at__isnull=True) | Q(released_at__gt=Now())
        return (
            self.visible()
            .filter(waiting, status=self.model.Status.ACTIVE)
            .order_by(models.F("released_at").asc(nulls_last=True), "pk")
        )

    def with_left(self) -> "ProductQuerySet":
        """Annotate `left` and `on_hand`: the available units of all items, and all their units."""
        return self.annotate(left=Left("pk"), on_hand=OnHand("pk"))
