"""Mails to buyers: written in the transaction of their event; a sweep writes missing ones."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from django.db import models, transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat, Now
from django.utils.timezone import localdate

from marketplace.models import Mail, Order, Refund, Shipment
from marketplace.orders.settlement import FORMER_OVER_LIMIT, OVER_LIMIT
from marketplace.signals import (
    money_returned,
    order_paid,
    order_reversed,
    order_shipped,
    reacts_to,
    shipment_corrected,
)

logger = logging.getLogger(__name__)
WINDOW = timedelta(hours=48)
"""Maximum age of an order for a late mail."""


@reacts_to(order_paid)
def mail_order_paid(order: Order) -> None:
    """Mail the buyer the paid order with its lines and total."""
    order.load_lines()
    Mail.objects.put_template(f"paid:{order.pk}", "order_paid", order.email, order, lines=order.lines.all())


@reacts_to(order_shipped)
def mail_order_shipped(order: Order, shipment: Shipment) -> None:
    """Mail the buyer the shipment of a shop with its tracking number."""
    lines = order.lines.unrefunded().filter(shop=shipment.shop_id)
    Mail.objects.put_template(
        f"shipped:{shipment.pk}", "part_shipped", order.email, order, shipment=shipment, shop=shipment.shop, lines=lines
    )


@reacts_to(shipment_corrected)
def mail_shipment_corrected(shipment: Shipment) -> None:
    """Mail the buyer the right carrier and tracking number of a parcel."""
    order, key = shipment.order, f"corrected:{shipment.pk}:{shipment.corrections}"
    Mail.objects.put_template(key, "part_corrected", order.email, order, shipment=shipment, shop=shipment.shop)


@reacts_to(order_reversed)
def mail_refund(order: Order, refund: Refund, **kwargs: object) -> None:
    """Mail the buyer the refund with its lines and reason."""
    Mail.objects.put_template(
        f"refund:{refund.pk}", "refunded", order.email, order, refund=refund, lines=refund.lines.select_related("shop")
    )


@reacts_to(money_returned)
def mail_money_returned(refund: Refund) -> None:
    """Mail the buyer the refund of a late payment, or of an amount without a line."""
    order = refund.payment.order
    template = "money_returned" if refund.amount == refund.payment.amount else "part_returned"
    is_late = refund.reason not in (OVER_LIMIT, FORMER_OVER_LIMIT)
    Mail.objects.put_template(f"refund:{refund.pk}", template, order.email, order, refund=refund, is_late=is_late)


def mail_order_link(order: Order) -> None:
    """Mail a new order link to the order's address, at most once a day."""
    Mail.objects.put_template(f"link:{order.pk}:{localdate():%Y-%m-%d}", "order_link", order.email, order)


# The sweep ------------------------------------------------------------------------------------------------------


def write_missing_mails() -> int:
    """Write the mails of the last 48 h that are missing; returns how many. Safe to run twice or late."""
    return sum(_write_mail(write) for write in _find_missing_mails())


def _find_missing_mails() -> Iterator[Callable[[], None]]:
    since = Now() - WINDOW
    for order in _exclude_mailed(Order.objects.filter(paid_at__gt=since).exclude(email=""), "paid"):
        yield partial(mail_order_paid, order)
    shipped = Shipment.objects.filter(shipped_at__gt=since).exclude(order__email="")
    for shipment in _exclude_mailed(shipped.select_related("order", "shop"), "shipped"):
        yield partial(mail_order_shipped, shipment.order, shipment)
    corrected = Shipment.objects.filter(corrected_at__gt=since).exclude(order__email="")
    of_last = Concat(Value("corrected:"), Cast("pk", CharField()), Value(":"), Cast("corrections", CharField()))
    without_mail = corrected.annotate(key=of_last).exclude(Exists(Mail.objects.filter(key=OuterRef("key"))))
    for shipment in without_mail.select_related("order", "shop").order_by("pk"):
        yield partial(mail_shipment_corrected, shipment)
    refunds = Refund.objects.filter(created_at__gt=since).exclude(payment__order__email="")
    for refund in _exclude_mailed(refunds.select_related("payment__order"), "refund"):
        yield partial(_mail_any_refund, refund)


def _mail_any_refund(refund: Refund) -> None:
    if refund.lines.exists():
        mail_refund(refund.payment.order, refund)
    else:
        mail_money_returned(refund)


def _exclude_mailed(rows: models.QuerySet, kind: str) -> models.QuerySet:
    key = Concat(Value(f"{kind}:"), Cast(OuterRef("pk"), CharField()))
    return rows.exclude(Exists(Mail.objects.filter(key=key))).order_by("pk")


def _write_mail(write: Callable[[], None]) -> int:
    try:
        with transaction.atomic():
            write()
    except Exception:
        # One failing mail must not keep the sweep from writing the others.
        logger.exception("a mail could not be written; the next sweep tries again")
        return 0
    return 1
