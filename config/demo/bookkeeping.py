"""The planned orders as rows of the database: lines, payments, sale facts, purchase activities."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings

from activity.models import PurchaseActivity
from config.demo.history import Buyer, PlannedOrder
from marketplace.checkout import content_hash
from marketplace.gateways import Outcome
from marketplace.gateways.test import PAYS, TestCharge, TestRefund
from marketplace.mails import WINDOW
from marketplace.models import Item, Mail, Order, OrderLine, Payment, Refund, SaleFact, Shipment, User
from marketplace.models.payments import fingerprint

BATCH = 1000
PACKING, TRAVEL = timedelta(hours=20), timedelta(days=2)


def save_orders(planned: list[PlannedOrder], users: dict[str, User], items: dict[tuple[str, str], Item]) -> list[Order]:
    """Write orders with lines, payments and sale facts; returns the orders that were paid, oldest first."""
    orders = Order.objects.bulk_create((_order(one, users, items) for one in planned), BATCH)
    pairs = list(zip(orders, planned, strict=True))
    lines = OrderLine.objects.bulk_create((line for order, one in pairs for line in _lines(order, one, items)), BATCH)
    paid = [order for order in orders if order.paid_at]
    payments = Payment.objects.bulk_create((_payment(order) for order in paid), BATCH)
    TestCharge.objects.bulk_create((_charge(payment) for payment in payments), BATCH)
    sold = (SaleFact.of(line, line.order) for line in lines if line.order.paid_at)
    sales = SaleFact.objects.bulk_create(_recorded(sold), BATCH)
    _ship(lines)
    _refund(payments, lines, sales)
    return paid


def _ship(lines: Iterable[OrderLine]) -> None:
    parts = {(line.order_id, line.shop_id): line.order for line in lines}
    Shipment.objects.bulk_create(
        (
            Shipment(
                order=order,
                shop_id=shop_id,
                carrier="Harbour Post",
                tracking=f"HP{order.pk:07}{shop_id}",
                shipped_at=order.paid_at + PACKING,
                delivered_at=order.paid_at + PACKING + TRAVEL if order.status == Order.Status.DELIVERED else None,
            )
            for (_, shop_id), order in parts.items()
            if order.paid_at and order.status in {Order.Status.SHIPPED, Order.Status.DELIVERED}
        ),
        BATCH,
    )


def _refund(payments: Iterable[Payment], lines: list[OrderLine], sales: Iterable[SaleFact]) -> None:
    reason = "Sent back by the buyer."
    refunds = Refund.objects.bulk_create(
        Refund(payment=payment, amount=payment.amount, reason=reason, sent_at=payment.settled_at)
        for payment in payments
        if payment.status == Payment.Status.REFUNDED
    )
    TestRefund.objects.bulk_create(
        TestRefund(reference=one.reference, charge_id=one.payment.reference, amount=one.amount) for one in refunds
    )
    by_order = {refund.payment.order_id: refund for refund in refunds}
    back = [line for line in lines if line.order_id in by_order]
    for line in back:
        line.refund = by_order[line.order_id]
    OrderLine.objects.bulk_update(back, ["refund"], BATCH)
    taken_back = {line.pk for line in back}
    SaleFact.objects.bulk_create(_recorded(one.reversed() for one in sales if one.order_line_id in taken_back), BATCH)


def _recorded(facts: Iterable[SaleFact]) -> Iterable[SaleFact]:
    """Yield facts as if they had been written when they happened: movement since yesterday is told by that time."""
    for fact in facts:
        fact.recorded_at = fact.sold_at
        yield fact


def _order(one: PlannedOrder, users: dict[str, User], items: dict[tuple[str, str], Item]) -> Order:
    total = sum((product.price * quantity for product, _, quantity in one.lines), Decimal(0))
    wanted = {items[product.slug, label].pk: quantity for product, label, quantity in one.lines}
    closed = one.placed_at + timedelta(minutes=settings.HOLD_MINUTES) if not one.is_paid else None
    return Order(
        **_whose(one.buyer, users),
        **_address(one.buyer),
        show_activity=one.buyer.shows_activity,
        status=one.status,
        content_hash=content_hash(wanted),
        items_total=total,
        total=total,
        currency=settings.CURRENCY,
        created_at=one.placed_at,
        expires_at=one.placed_at + timedelta(minutes=settings.HOLD_MINUTES),
        paid_at=one.paid_at,
        closed_at=closed,
    )


def _whose(buyer: Buyer, users: dict[str, User]) -> dict[str, Any]:
    if buyer.member is None:
        return {"holder": f"v-{buyer.visitor}", "visitor": buyer.visitor}
    user = users[buyer.name]
    return {"holder": f"u-{user.pk}", "buyer": user}


def _address(buyer: Buyer) -> dict[str, str]:
    city, region, country, postcode = buyer.city
    return {
        "email": buyer.email,
        "ship_name": buyer.name,
        "ship_line1": buyer.street,
        "ship_postcode": postcode,
        "ship_city": city,
        "ship_region": region,
        "ship_country": country,
    }


def _lines(order: Order, one: PlannedOrder, items: dict[tuple[str, str], Item]) -> Iterable[OrderLine]:
    for product, label, quantity in one.lines:
        yield OrderLine.of(order, items[product.slug, label], quantity)


def _payment(order: Order) -> Payment:
    refunded = order.status == Order.Status.REFUNDED
    return Payment(
        order=order,
        key=uuid.uuid4().hex,
        content_hash=fingerprint(PAYS, {"ship_name": order.ship_name, "ship_line1": order.ship_line1}),
        amount=order.total,
        currency=order.currency,
        gateway="test",
        method=PAYS,
        status=Payment.Status.REFUNDED if refunded else Payment.Status.CAPTURED,
        created_at=order.created_at,
        settled_at=order.paid_at,
    )


def _charge(payment: Payment) -> TestCharge:
    return TestCharge(reference=payment.reference, amount=payment.amount, state=Outcome.CAPTURED)


def save_activities(paid: list[Order], now: datetime) -> int:
    """Write the purchase activities of the last two days, oldest first; returns how many."""
    since = now - timedelta(hours=settings.ACTIVITY_HOURS)
    for order in paid:
        if order.paid_at and order.paid_at > since:
            PurchaseActivity.objects.record(order)
    return PurchaseActivity.objects.count()


def save_mails(now: datetime) -> None:
    """Note what buyers were told by mail, without its words, so that no sweep tells them now."""
    since = now - WINDOW
    told = {
        "paid": Order.objects.filter(paid_at__gt=since),
        "shipped": Shipment.objects.filter(shipped_at__gt=since),
        "refund": Refund.objects.all(),
    }
    keys = [f"{kind}:{pk}" for kind, facts in told.items() for pk in facts.values_list("pk", flat=True)]
    Mail.objects.bulk_create((Mail(key=key, sent_at=now) for key in keys), BATCH)
