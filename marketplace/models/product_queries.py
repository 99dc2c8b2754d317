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
        """Return public products: no drafts, none of closed shops; a drop is public before it opens."""
        return self.exclude(status=self.model.Status.DRAFT).filter(shop__closed_at__isnull=True)

    def of(self, user: "User") -> "ProductQuerySet":
        """Return the products of shops that a person owns or works in."""
        return self.filter(shop__in=Shop.objects.run_by(user))

    def reopen(self) -> None:
        """Put products that sold out by themselves on sale again, if anything is on hand; marks by hand stay.

        Needs their items locked.
        """
        # A payment that takes the last unit of another size at this moment sees what has come, or is seen here.
        locked = self.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True)
        sold_out = self.model.objects.filter(pk__in=list(locked), status=self.model.Status.SOLD)
        sold_out = sold_out.filter(is_marked_sold=False, items__on_hand__gt=0)
        ids = list(sold_out.values_list("pk", flat=True).distinct())
        self.model.objects.filter(pk__in=ids).update(status=self.model.Status.ACTIVE)
        if ids:
            product_changed.send_robust(sender=self.model, product_ids=ids)

    def sell_out(self, ids: set[int]) -> bool:
        """Mark products without a unit on hand as sold; returns whether there were any."""
        if not ids:
            return False
        # Two orders taking the last unit of two sizes at once would each see the other's still there.
        locked = self.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)
        empty = self.filter(pk__in=list(locked), status=self.model.Status.ACTIVE).exclude(items__on_hand__gt=0)
        return bool(empty.update(status=self.model.Status.SOLD))

    def released(self) -> "ProductQuerySet":
        """Return products on sale: active, and past their release."""
        return self.visible().filter(status=self.model.Status.ACTIVE, released_at__lte=Now())

    def dropping_soon(self) -> "ProductQuerySet":
        """Return drops that have not opened; those with a date first, the nearest leading."""
        waiting = Q(released_at__isnull=True) | Q(released_at__gt=Now())
        return (
            self.visible()
            .filter(waiting, status=self.model.Status.ACTIVE)
            .order_by(models.F("released_at").asc(nulls_last=True), "pk")
        )

    def with_left(self) -> "ProductQuerySet":
        """Annotate `left` and `on_hand`: the units available of all its items together, and those there are."""
        return self.annotate(left=Left("pk"), on_hand=OnHand("pk"))
