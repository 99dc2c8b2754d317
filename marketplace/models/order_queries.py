"""Queries over orders, by owner and by deadline."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models.functions import Now

from marketplace.accounts.visitors import Shopper
from marketplace.clock import ClockTimestamp
from marketplace.models.order_expiry import OrderExpiryQuerySet

if TYPE_CHECKING:
    from marketplace.models.orders import Order


class OrderQuerySet(OrderExpiryQuerySet):
    """Orders by owner and deadline."""

    def of(self, shopper: Shopper) -> "OrderQuerySet":
        """Return the shopper's own orders. Orders placed as a guest stay with the visitor, also after the sign-in."""
        return self.filter(holder__in=shopper.holders)

    def lock_open_checkouts(self, shopper: Shopper) -> "list[Order]":
        """Return the shopper's open checkouts, locked, newest first.

        There is at most one, or two after one as a guest here and one as a member elsewhere. Unpaid deals are not
        included: a new checkout of a cart does not replace them.
        """
        checkouts = self.of(shopper).payable().filter(hold_for__isnull=True)
        return list(checkouts.select_for_update(no_key=True).order_by("-pk"))

    def payable(self) -> "OrderQuerySet":
        """Return pending orders with time left, by the database's clock at this moment."""
        return self.filter(status=self.model.Status.PENDING, expires_at__gt=ClockTimestamp())

    def filled_in_by(self, shopper: Shopper) -> "Order | None":
        """Return the shopper's latest unpaid order of today with a filled-in address."""
        today = self.of(shopper).filter(paid_at=None, created_at__gt=Now() - timedelta(days=1))
        return today.exclude(ship_name="", ship_line1="", ship_city="").order_by("-pk").first()

    def settled_by(self, shopper: Shopper, key: str) -> "Order | None":
        """Return the shopper's order from this checkout form, if it is no longer open."""
        return self.of(shopper).filter(keys__key=key).exclude(status=self.model.Status.PENDING).first()
