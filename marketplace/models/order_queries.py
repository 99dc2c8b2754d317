"""How orders are found: within somebody's reach, and by what their time allows."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import Now

from marketplace.accounts.visitors import Shopper
from marketplace.clock import ClockTimestamp
from marketplace.database.batches import one_by_one
from marketplace.orders.checkout import check_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from marketplace.models.orders import Order


class OrderQuerySet(models.QuerySet["Order"]):
    """Orders within somebody's reach, and the sweep over those whose time is up."""

    def of(self, shopper: Shopper) -> "OrderQuerySet":
        """Return the shopper's own orders; a guest's belong to the visitor who placed them, also after signing in."""
        return self.filter(holder__in=shopper.holders)

    def seen_by(self, holders: "Iterable[str]", visitor: str) -> "OrderQuerySet":
        """Return the orders of these holders, and those whose mailed link was opened in the visitor's browser."""
        from marketplace.models.order_access import OrderReader

        own = self.model.objects.filter(holder__in=holders).values("pk")
        # One index each: joined by "or" they would have all orders read.
        return self.filter(pk__in=own.union(OrderReader.objects.filter(visitor=visitor).values("order")))

    def standing(self, shopper: Shopper) -> "list[Order]":
        """Return the shopper's checkouts under way, locked, newest first.

        There is one at most, or two for who began one as a guest here and one as a member elsewhere. A deal that
        waits for its payment is none of them: no cart replaces it.
        """
        checkouts = self.of(shopper).payable().filter(hold_for__isnull=True)
        return list(checkouts.select_for_update(no_key=True).order_by("-pk"))

    def payable(self) -> "OrderQuerySet":
        """Return what is pending with time left, by the database's clock at this moment."""
        return self.filter(status=self.model.Status.PENDING, expires_at__gt=ClockTimestamp())

    def filled_in_by(self, shopper: Shopper) -> "Order | None":
        """Return the shopper's latest unpaid order of today for which they filled in an address."""
        today = self.of(shopper).filter(paid_at=None, created_at__gt=Now() - timedelta(days=1))
        return today.exclude(ship_name="", ship_line1="", ship_city="").order_by("-pk").first()

    def settled_by(self, shopper: Shopper, key: str) -> "Order | None":
        """Return the shopper's order that a checkout form led to, if it is not under way any more."""
        return self.of(shopper).filter(keys__key=key).exclude(status=self.model.Status.PENDING).first()

    def under_way(self, pk: int | None) -> "Order | None":
        """Return an order if it is still to be paid, with `has_time` and `being_paid` told; no query for None."""
        from marketplace.models.payments import Payment

        if pk is None:
            return None
        has_time = Q(status=self.model.Status.PENDING, expires_at__gt=Now())
        told = self.annotate(
            has_time=ExpressionWrapper(has_time, models.BooleanField()),
            being_paid=Exists(Payment.objects.in_flight().filter(order=OuterRef("pk"))),
        )
        return told.filter(pk=pk, status__in=self.model.UNSETTLED).first()

    def expire_due(self) -> int:
        """Expire unpaid orders past their deadline and free what they held; returns how many.

        Safe to run late, twice, or by two workers at once: each order is locked, and skipped if somebody has it.
        """
        return one_by_one(self._due().order_by("pk").values_list("pk", flat=True), self._expire)

    def _due(self) -> "OrderQuerySet":
        return self.filter(status=self.model.Status.PENDING, expires_at__lte=ClockTimestamp())

    @transaction.atomic
    def _expire(self, pk: int) -> "Order | None":
        order = self._due().select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()
        if order:
            order.lapse(self.model.Status.EXPIRED)
        return order

    def check_out(
        self,
        shopper: Shopper,
        wanted: "Iterable[tuple[int, int]]",
        *,
        key: str,
        agreed: "Mapping[int, Decimal] | None" = None,
    ) -> "Order":
        """Return the pending order that holds what the shopper wants; see `marketplace.orders.checkout.check_out`."""
        return check_out(shopper, wanted, key=key, agreed=agreed)
