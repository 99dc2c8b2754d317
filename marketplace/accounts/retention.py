"""Retention: scheduled deletion of addresses, unpaid orders and unverified accounts."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from marketplace.database.batches import run_each
from marketplace.models import AddressProof, Mail, Order, OrderReader, Payment, Shop, User
from marketplace.models.order_queries import OrderQuerySet

AT_ONCE = 1000
"""Rows deleted in one run; the next run continues."""
SHIP_TO = ("ship_name", "ship_line1", "ship_line2", "ship_postcode", "ship_city", "ship_region", "ship_country")


@transaction.atomic
def blank_orders(orders: "OrderQuerySet | None" = None) -> int:
    """Blank the shipping addresses of closed orders among these; returns the number of orders.

    Without `orders`: those of deleted accounts, and of guests after a request for erasure. Safe to run twice or late.
    """
    if orders is not None:
        return _blank_closed_orders(orders)
    left, asked = Q(buyer__left_at__isnull=False), Q(erase_asked_at__isnull=False)
    # Two statements, so that each reads the few rows of its own index.
    return sum(_blank_closed_orders(Order.objects.filter(condition)) for condition in (left, asked))


def _blank_closed_orders(orders: OrderQuerySet) -> int:
    over = [Order.Status.DELIVERED, Order.Status.CANCELLED, Order.Status.EXPIRED, Order.Status.REFUNDED]
    named = orders.filter(status__in=over).exclude(email="", ship_name="")
    done = named.exclude(payments__status__in=Payment.OPEN).order_by("pk")
    # The lock waits for a payment at this moment: a paid order needs its address for the shipment.
    ids = list(done.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    Mail.objects.filter(order__in=ids).blank()
    return _blank_orders(Order.objects.filter(pk__in=ids))


def _blank_orders(orders: OrderQuerySet) -> int:
    OrderReader.objects.filter(order__in=orders).delete()
    AddressProof.objects.filter(order__in=orders).delete()
    # A late payment of an expired order would make it a paid order without an address. If cancelled, it is refunded.
    orders.filter(status=Order.Status.EXPIRED).update(status=Order.Status.CANCELLED)
    return orders.update(email="", visitor="", household="", proved_address="", **dict.fromkeys(SHIP_TO, ""))


def blank_networks() -> int:
    """Blank the networks and address proofs on orders after a day; returns their number. Safe to run twice or late."""
    AddressProof.objects.purge()
    return Order.objects.exclude(household="").filter(created_at__lt=Now() - timedelta(1)).update(household="")


def delete_unpaid_orders() -> int:
    """Delete orders that were never paid, `UNPAID_ORDER_DAYS` after they closed; returns their number.

    Orders with a captured or open payment stay. Safe to run twice or late.
    """
    old = Now() - timedelta(settings.UNPAID_ORDER_DAYS)
    # Deals stay: they are the history of two people, paid or not.
    unpaid = Order.objects.filter(status__in=Order.UNPAID, closed_at__lt=old, hold_for=None)
    costly = Payment.objects.filter(order=OuterRef("pk")).exclude(status=Payment.Status.FAILED)
    ids = unpaid.exclude(Exists(costly)).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    return run_each(list(ids), _delete_unpaid_order)


@transaction.atomic
def _delete_unpaid_order(pk: int) -> bool:
    # A late payment either waits for this lock and finds no order, or came first and keeps the order.
    order = Order.objects.select_for_update(no_key=True).get(pk=pk)
    if order.status not in Order.UNPAID or order.payments.exclude(status=Payment.Status.FAILED).exists():
        return False
    order.payments.all().delete()
    return bool(order.delete()[0])


def delete_unproved_accounts() -> int:
    """Delete accounts without a verified address after `UNVERIFIED_ACCOUNT_DAYS`; returns their number.

    Nobody could ever sign in to them. The address becomes available again.
    """
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    old = User.objects.filter(date_joined__lt=Now() - timedelta(settings.UNVERIFIED_ACCOUNT_DAYS), last_login=None)
    unproved = old.filter(Exists(addresses), ~Exists(addresses.filter(verified=True)), is_staff=False)
    has_orders, has_shop = Order.objects.filter(buyer=OuterRef("pk")), Shop.objects.filter(owner=OuterRef("pk"))
    ids = unproved.filter(~Exists(has_orders), ~Exists(has_shop)).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    return run_each(list(ids), _delete_unproved_account)


@transaction.atomic
def _delete_unproved_account(pk: int) -> bool:
    # A verification either waits for this lock and finds no account, or came first and keeps the account.
    addresses = EmailAddress.objects.select_for_update().filter(user=pk).order_by("pk")
    if any(address.verified for address in addresses):
        return False
    return bool(User.objects.filter(pk=pk, last_login=None).delete()[0])
