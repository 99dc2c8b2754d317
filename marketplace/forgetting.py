"""Forgetting whom orders went to, once those who left have got all they paid for."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marketplace.models import User
    from marketplace.models.orders import OrderQuerySet

SHIP_TO = ("ship_name", "ship_line1", "ship_line2", "ship_postcode", "ship_city", "ship_region", "ship_country")


def forget_orders(user: "User | None" = None) -> int:
    """Blank whom the orders of people who left went to, once nothing is under way any more; returns how many.

    Without a person: of all who left. Safe to run twice or late.
    """
    from marketplace.models import Mail, Order, Payment

    over = [Order.Status.DELIVERED, Order.Status.CANCELLED, Order.Status.EXPIRED, Order.Status.REFUNDED]
    left = Order.objects.filter(buyer=user) if user else Order.objects.filter(buyer__left_at__isnull=False)
    named = left.filter(status__in=over).exclude(email="", ship_name="")
    ids = list(named.exclude(payments__status__in=Payment.OPEN).order_by("pk").values_list("pk", flat=True))
    Mail.objects.filter(order__in=ids).blank()
    return _blank(Order.objects.filter(pk__in=ids))


def _blank(orders: "OrderQuerySet") -> int:
    from marketplace.models import Order, OrderReader

    OrderReader.objects.filter(order__in=orders).delete()
    # Money that still comes for one that had expired would make it an order without an address: it has to go back.
    orders.filter(status=Order.Status.EXPIRED).update(status=Order.Status.CANCELLED)
    return orders.update(email="", visitor="", **dict.fromkeys(SHIP_TO, ""))
