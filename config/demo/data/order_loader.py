"""Writes the planned orders to the database: lines, payments, shipments, refunds, sale facts and activities."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings

from activity.models import PurchaseActivity
from config.demo.data.order_history import Buyer, PlannedOrder
from marketplace.gateways import Outcome
from marketplace.gateways.fake import PAYS, TestCharge, TestRefund
from marketplace.models import Item, Mail, Order, OrderLine, Payment, Refund, SaleFact, Shipment, User
from marketplace.models.payments import hash_payment_form
from marketplace.orders.checkout import content_hash
from marketplace.orders.order_mails import WINDOW

BATCH_SIZE = 1000
PACKING_TIME, DELIVERY_TIME = timedelta(hours=20), timedelta(days=2)


def save_orders(planned: list[PlannedOrder], users: dict[str, User], items: dict[tuple[str, str], Item]) -> list[Order]:
    """Write the orders with all that belongs to them; return the paid orders, oldest first."""
    orders = Order.objects.bulk_create((_make_order(one, users, items) for one in planned), BATCH_SIZE)
    pairs = list(zip(orders, planned, strict=True))
    lines = OrderLine.objects.bulk_create(
        (line for order, one in pairs for line in _make_lines(order, one, items)), BATCH_SIZE
    )
    paid = [order for order in orders if order.paid_at]
    payments = Payment.objects.bulk_create((_make_payment(order) for order in paid), BATCH_SIZE)
    TestCharge.objects.bulk_create((_make_charge(payment) for payment in payments), BATCH_SIZE)
    sales = _save_sale_facts(SaleFact.of(line, line.order) for line in lines if line.order.paid_at)
    _save_shipments(lines)
    _save_refunds(payments, lines, sales)
    return paid


def _save_shipments(lines: Iterable[OrderLine]) -> None:
    shop_orders = {(line.order_id, line.shop_id): line.order for line in lines}
    Shipment.objects.bulk_create(
        (
            Shipment(
                order=order,
                shop_id=shop_id,
                carrier="Harbour Post",
                tracking=f"HP{order.pk:07}{shop_id}",
                shipped_at=order.paid_at + PACKING_TIME,
                delivered_at=order.paid_at + PACKING_TIME + DELIVERY_TIME
                if order.status == Order.Status.DELIVERED
                else None,
            )
            for (_, shop_id), order in shop_orders.items()
            if order.paid_at and order.status in {Order.Status.SHIPPED, Order.Status.DELIVERED}
        ),
        BATCH_SIZE,
    )


def _save_refunds(payments: Iterable[Payment], lines: list[OrderLine], sales: Iterable[SaleFact]) -> None:
    reason = "Sent back by the buyer."
    refunds = Refund.objects.bulk_create(
        Refund(payment=payment, amount=payment.amount, reason=reason, sent_at=payment.settled_at)
        for payment in payments
        if payment.status == Payment.Status.REFUNDED
    )
    TestRefund.objects.bulk_create(
        TestRefund(reference=one.reference, charge_id=one.payment.reference, amount=one.amount) for one in refunds
    )
    refunds_by_order = {refund.payment.order_id: refund for refund in refunds}
    refunded = [line for line in lines if line.order_id in refunds_by_order]
    for line in refunded:
        line.refund = refunds_by_order[line.order_id]
    OrderLine.objects.bulk_update(refunded, ["refund"], BATCH_SIZE)
    refunded_ids = {line.pk for line in refunded}
    _save_sale_facts(sale.reversed() for sale in sales if sale.order_line_id in refunded_ids)


def _save_sale_facts(facts: Iterable[SaleFact]) -> list[SaleFact]:
    """Write sale facts with the time of the sale as the time of recording.

    The leaderboard compares ranks with those of yesterday by the time of recording.
    """
    sales = list(facts)
    for fact in sales:
        fact.recorded_at = fact.sold_at
    return SaleFact.objects.bulk_create(sales, BATCH_SIZE)


def _make_order(one: PlannedOrder, users: dict[str, User], items: dict[tuple[str, str], Item]) -> Order:
    total = sum((product.price * quantity for product, _, quantity in one.lines), Decimal(0))
    quantities = {items[product.slug, label].pk: quantity for product, label, quantity in one.lines}
    expires_at = one.placed_at + timedelta(minutes=settings.HOLD_MINUTES)
    return Order(
        **_buyer_fields(one.buyer, users),
        **_address_fields(one.buyer),
        show_activity=one.buyer.shows_activity,
        status=one.status,
        content_hash=content_hash(quantities),
        items_total=total,
        total=total,
        currency=settings.CURRENCY,
        created_at=one.placed_at,
        expires_at=expires_at,
        paid_at=one.paid_at,
        closed_at=None if one.is_paid else expires_at,
    )


def _buyer_fields(buyer: Buyer, users: dict[str, User]) -> dict[str, Any]:
    if buyer.member is None:
        return {"holder": f"v-{buyer.visitor}", "visitor": buyer.visitor}
    user = users[buyer.name]
    return {"holder": f"u-{user.pk}", "buyer": user}


def _address_fields(buyer: Buyer) -> dict[str, str]:
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


def _make_lines(order: Order, one: PlannedOrder, items: dict[tuple[str, str], Item]) -> Iterable[OrderLine]:
    for product, label, quantity in one.lines:
        yield OrderLine.of(order, items[product.slug, label], quantity)


def _make_payment(order: Order) -> Payment:
    refunded = order.status == Order.Status.REFUNDED
    return Payment(
        order=order,
        key=uuid.uuid4().hex,
        content_hash=hash_payment_form(PAYS, {"ship_name": order.ship_name, "ship_line1": order.ship_line1}),
        amount=order.total,
        currency=order.currency,
        gateway="test",
        method=PAYS,
        status=Payment.Status.REFUNDED if refunded else Payment.Status.CAPTURED,
        created_at=order.created_at,
        settled_at=order.paid_at,
    )


def _make_charge(payment: Payment) -> TestCharge:
    return TestCharge(reference=payment.reference, amount=payment.amount, state=Outcome.CAPTURED)


def save_activities(paid: list[Order], now: datetime) -> int:
    """Write the purchase activities of the last two days, oldest first; return how many."""
    since = now - timedelta(hours=settings.ACTIVITY_HOURS)
    for order in paid:
        if order.paid_at and order.paid_at > since:
            PurchaseActivity.objects.record(order)
    return PurchaseActivity.objects.count()


def save_mails(now: datetime) -> None:
    """Record the recent mails to buyers as sent, without their texts, so that the mailer does not send them now."""
    since = now - WINDOW
    mailed = {
        "paid": Order.objects.filter(paid_at__gt=since),
        "shipped": Shipment.objects.filter(shipped_at__gt=since),
        "refund": Refund.objects.all(),
    }
    keys = [f"{kind}:{pk}" for kind, rows in mailed.items() for pk in rows.values_list("pk", flat=True)]
    Mail.objects.bulk_create((Mail(key=key, sent_at=now) for key in keys), BATCH_SIZE)
