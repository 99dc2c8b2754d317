"""Access to orders by mailed links: opening a link gives the browser access to the order."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import models, transaction
from django.db.models.functions import Now
from django.urls import reverse

from marketplace.models.order_queries import OrderQuerySet
from marketplace.models.orders import Order

SALT = "marketplace.order_link"
MOST = 20
"""Browsers with access to an order, at most. One more ends the access of the oldest."""


def make_mailed_url(order: Order) -> str:
    """Return the path of an order for mails about it.

    A guest's link opens the order in any browser, for `ORDER_LINK_DAYS`. The same goes for buyers with a deleted
    account. Members have to sign in first.
    """
    if order.is_a_members:
        return f"{reverse('account_login')}?next={order.get_absolute_url()}"
    return reverse("marketplace:order_link", args=[order.number, make_order_token(order)])


def make_order_token(order: Order) -> str:
    """Return the signed token of an order's link. It is valid for this order and its current email address."""
    return _make_signer(order).sign(order.number).partition(":")[2]


def is_order_token(order: Order, token: str, *, at_any_age: bool = False) -> bool:
    """Tell whether a token is valid for this order and its current address, and not too old."""
    days = None if at_any_age else timedelta(days=settings.ORDER_LINK_DAYS)
    try:
        # An erased order has no address, so no link opens it.
        return bool(order.email) and bool(_make_signer(order).unsign(f"{order.number}:{token}", max_age=days))
    except signing.BadSignature:
        return False


def _make_signer(order: Order) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"{SALT}.{order.email.lower()}")


def find_visible_orders(owner_keys: Iterable[str], visitor: str) -> OrderQuerySet:
    """Return the orders of these owners, and the orders opened by a mailed link in the visitor's browser."""
    own = Order.objects.filter(holder__in=owner_keys).values("pk")
    # A union uses an index for each part. An "or" of the two conditions would read all orders.
    return Order.objects.filter(pk__in=own.union(OrderReader.objects.filter(visitor=visitor).values("order")))


class OrderReaderQuerySet(models.QuerySet["OrderReader"]):
    """Browsers with access to orders."""

    @transaction.atomic
    def grant_access(self, order: Order, visitor: str) -> None:
        """Give a visitor's browser access to an order; opening the link again changes nothing."""
        # An erasure at the same moment either finds this row, or has blanked the address before this lock.
        if not order.lock().email:
            return
        self.bulk_create([self.model(order=order, visitor=visitor)], ignore_conflicts=True)
        newest = list(order.readers.order_by("-pk").values_list("pk", flat=True)[:MOST])
        order.readers.exclude(pk__in=newest).delete()


class OrderReader(models.Model):
    """A visitor with access to an order by its mailed link."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="readers")
    visitor = models.CharField(max_length=32, help_text="Digest of the visitor cookie.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = OrderReaderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visitor", "order"], name="order_reader_once")]

    def __str__(self) -> str:
        return f"{self.visitor[:8]} reads {self.order}"
