"""Expiry of unpaid orders: the hold ends at the deadline, and its stock is on sale again."""

from typing import TYPE_CHECKING, Self

from django.db import models, transaction

from marketplace.clock import ClockTimestamp
from marketplace.database.batches import run_each

if TYPE_CHECKING:
    from marketplace.models.orders import Order


class OrderExpiryQuerySet(models.QuerySet["Order"]):
    """Unpaid orders past their deadline, and the sweep that expires them."""

    def expire_due(self) -> int:
        """Expire unpaid orders past their deadline and free their stock; returns the number of orders.

        Safe to run late, twice, or in two workers at once: each order is locked, and skipped if it is locked already.
        """
        return run_each(self._due().order_by("pk").values_list("pk", flat=True), self._expire)

    def _due(self) -> Self:
        return self.filter(status=self.model.Status.PENDING, expires_at__lte=ClockTimestamp())

    @transaction.atomic
    def _expire(self, pk: int) -> "Order | None":
        order = self._due().select_for_update(skip_locked=True, no_key=True).filter(pk=pk).first()
        if order:
            order.lapse(self.model.Status.EXPIRED)
        return order
