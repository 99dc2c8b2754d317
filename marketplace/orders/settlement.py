"""Settlement: the steps of a payment from the buyer's intent to a paid order, in the order of this module.

1. `begin_payment` writes the attempt before any gateway call.
2. `charge_payment`, `confirm_payment` or `finish_payment` asks the gateway, never inside a transaction.
3. `settle_payment` acts on the answer. The buyer's page, a webhook and the sweep may all bring the same answer.
4. `settle_order` handles captured money in one transaction: a conditional update marks the payment as captured, so it
   happens once; stock leaves, the order is paid, sale facts are written, `order_paid` is sent.
5. The commit sends the pushes to open pages. A payment without an order to pay is recorded as owed in
   the same transaction and refunded after it.

A process may die between any two steps: `finish_open_payments` continues from there.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction

from marketplace import clock
from marketplace.clock import ClockTimestamp
from marketplace.database.batches import SWEEP_SECONDS, run_each
from marketplace.errors import PaymentUnderWay, Refused
from marketplace.gateways import Gateway, Outcome, Unreachable
from marketplace.gateways.provider_calls import Unanswered, ask_provider
from marketplace.locks import advisory_lock
from marketplace.models import Item, Order, OrderLine, Payment, Product, SaleFact, Shop
from marketplace.models.orders import units_of
from marketplace.orders.purchase_limits import find_products_over_limit
from marketplace.signals import money_returned, order_paid, payment_refused, payment_retried, stock_changed
from marketplace.text.bidi import isolate

if TYPE_CHECKING:
    from concurrent.futures import Future

logger = logging.getLogger(__name__)
GONE = "The items were no longer available when the payment arrived. You will be refunded."
OVER_LIMIT = "You already have the maximum quantity per customer. You will be refunded."
# Stored in refunds of earlier releases; a mail about one may still be due.
FORMER_OVER_LIMIT = "You have as many of these as one shopper may; the money goes back to you."
PAID_BEFORE = "The order was already paid."

# 1. The intent ----------------------------------------------------------------------------------------------------


def begin_payment(order: Order, *, key: str, method: str, address: dict[str, Any]) -> Payment:
    """Write the intent to pay and the shipping address, before any gateway call.

    `key` is the idempotency key of the payment form: the same form gives the same payment, and raises `KeyReused` with
    other content. An earlier attempt that waits for the buyer's confirmation is withdrawn first. Raises `HoldLapsed`
    after the deadline, `OrderClosed` if there is nothing to pay, and `Refused` over a limit per shopper.
    """
    try:
        return _write_attempt(order, key, method, address)
    except PaymentUnderWay:
        _withdraw_attempts(order, key)
        return _write_attempt(order, key, method, address)


@transaction.atomic
def _write_attempt(order: Order, key: str, method: str, address: dict[str, Any]) -> Payment:
    order = order.lock()
    models.prefetch_related_objects([order], "payments")
    if earlier := next((payment for payment in order.payments.all() if payment.key == key), None):
        return earlier.require_same_form(method, address)
    order.require_no_open_payment()
    order.ship_to(address)
    _require_within_limits(order)
    if order.payments.all():
        payment_retried.send_robust(sender=Order, order=order)
    return Payment.objects.intend(order, key=key, method=method, address=address)


def _withdraw_attempts(order: Order, key: str) -> None:
    """Withdraw at the gateway the order's other attempts that wait for the buyer's confirmation.

    The gateway decides: an attempt that was paid in the meantime pays the order. If the gateway doesn't answer, the
    attempt stays open.
    """
    for payment in order.payments.exclude(key=key).filter(status=Payment.Status.CONFIRMING):
        confirm_payment(payment, approved=False)


def _require_within_limits(order: Order) -> None:
    """Raise `Refused` for a quantity over a product's limit per shopper; needs the order locked.

    A guest's address is known only now, and counts only if verified: raises `ProofNeeded` for an unverified one.
    """
    limited = order.limited_units()
    if not limited:
        return
    if not order.buyer_id:
        order.require_proof()
        # Two browsers paying with one address at once: without this lock, each would miss the other's order.
        advisory_lock(f"e-{order.proved_address}")
    had = OrderLine.objects.exclude(order=order).had().bought_by(*order.buyer_keys())
    for product in find_products_over_limit(limited, had):
        most = product.limit_per_shopper
        raise Refused(f"{isolate(product.title)}: at most {most} per shopper, and you had your share.", field="email")


# 2. The gateway: never inside a transaction -------------------------------------------------------------------------


def charge_payment(payment: Payment) -> None:
    """Ask the gateway for the money and settle by its answer.

    Safe to repeat: the gateway identifies the payment by its reference. If the gateway can't be reached, the payment
    stays open and the sweep finishes it.
    """
    if payment.status == Payment.Status.INTENT:
        _ask_gateway(payment, lambda gateway: gateway.charge(payment))


def confirm_payment(payment: Payment, *, approved: bool) -> None:
    """Pass on the buyer's answer to the bank's question, and settle."""
    if payment.status == Payment.Status.CONFIRMING:
        _ask_gateway(payment, lambda gateway: gateway.confirm(payment, approved))


def finish_payment(payment: Payment) -> bool:
    """Ask the gateway about a half-done payment and settle by its answer; False while the payment stays open.

    A payment still unconfirmed after the order's deadline is withdrawn.
    """
    if payment.status == Payment.Status.CONFIRMING and payment.order.status != Order.Status.PENDING:
        confirm_payment(payment, approved=False)
    else:
        _ask_gateway(payment, lambda gateway: gateway.look_up(payment))
    return payment.status not in Payment.OPEN


def finish_open_payments() -> int:
    """Finish the payments left open for `PAYMENT_SWEEP_SECONDS`; returns how many were settled.

    A web process that died between `charge_payment` and `settle_payment` leaves such payments behind.
    """
    patience = ClockTimestamp() - timedelta(seconds=settings.PAYMENT_SWEEP_SECONDS)
    # In random order: a sweep cut short by a slow gateway must not begin with the same payments each time.
    lost = Payment.objects.in_flight().filter(created_at__lt=patience).select_related("order").order_by("?")
    return run_each(lost, finish_payment, seconds=SWEEP_SECONDS)


def _ask_gateway(payment: Payment, question: Callable[[Gateway], Outcome]) -> None:
    provider = payment.provider
    try:
        outcome = ask_provider(provider, lambda: question(provider), late=partial(_settle_late, payment.pk))
    except Unanswered:
        payment.is_unanswered = True
        return
    except Unreachable as failure:
        logger.warning(
            "payment %s: gateway unreachable, left to the sweep: %s", payment.pk, failure, extra=payment.log_context
        )
        return
    settle_payment(payment, outcome)


def _settle_late(payment_id: int, answer: "Future[Outcome]") -> None:
    settle_payment(Payment.objects.select_related("order").get(pk=payment_id), answer.result())


# 3. The answer: each step is a conditional update, so it happens once -------------------------------------------------


def settle_payment(payment: Payment, outcome: Outcome) -> None:
    """Act on the gateway's answer about a payment; a repeated or late answer changes nothing."""
    if outcome.reference:
        payment.gateway_reference = outcome.reference
    if outcome.state == Outcome.CAPTURED:
        settle_order(payment)
    elif outcome.state == Outcome.DECLINED:
        if payment.advance(Payment.OPEN, Payment.Status.FAILED, outcome.message):
            payment_refused.send_robust(sender=Payment, order=payment.order)
    elif outcome.state == Outcome.CONFIRM:
        payment.advance([Payment.Status.INTENT], Payment.Status.CONFIRMING, outcome.message)
    if payment.status == Payment.Status.REFUNDING:
        for refund in payment.refunds.owed():
            refund.send()
    payment.url = outcome.url if payment.status == Payment.Status.CONFIRMING else ""


# 4. Captured money: one transaction -----------------------------------------------------------------------------------


@transaction.atomic
def settle_order(payment: Payment) -> None:
    """Settle the order of a captured payment once, however often the gateway reports the capture.

    A capture after the hold lapsed takes units still on sale. If those are too few, or the order or its shop was closed
    meanwhile, the money is refunded. Locks, in the order of the whole site: order, items, products or shops.
    """
    order = payment.order.lock()
    if not _mark_captured(payment):
        return
    order.load_lines()
    items = Item.objects.lock(units_of(order.lines.all()))
    if order.is_unpaid and _is_over_limit(order):
        _decline_capture(order, payment, OVER_LIMIT)
        return
    if not order.is_unpaid or _is_a_shop_closed(order) or not _take_stock(order, items):
        _decline_capture(order, payment, GONE)
        return
    sold_out = Product.objects.sell_out({item.product_id for item in items.values() if not item.on_hand})
    order.close(Order.Status.PAID, paid_at=clock.read())
    SaleFact.objects.record(order)
    order_paid.send_robust(sender=Order, order=order)
    # 5. Receivers of both signals register the pushes, which leave at the commit.
    stock_changed.send_robust(sender=Order, items=list(items.values()), sold_out=sold_out)


def _mark_captured(payment: Payment) -> bool:
    """Record the capture; False if it was recorded before, or another payment paid the order.

    An attempt recorded as failed can still be captured: it counts too, or is refunded.
    """
    states = [*Payment.OPEN, Payment.Status.FAILED]
    captured = Payment.objects.filter(order=payment.order_id, status=Payment.Status.CAPTURED)
    if payment.advance(states, Payment.Status.CAPTURED, unless=captured):
        return True
    if payment.status in states:
        _owe_refund(payment, states, PAID_BEFORE)
    return False


def _is_over_limit(order: Order) -> bool:
    """Return whether the order exceeds a limit per shopper; needs the items locked and the lines loaded.

    Locks the products: of two simultaneous payments of one buyer, perhaps for two sizes, the second waits.
    """
    products = [line.product for line in order.lines.all() if line.product]
    ids = {product.pk for product in products if product.limit_per_shopper is not None}
    if not ids:
        return False
    list(Product.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    taken = OrderLine.objects.taken().exclude(order=order).bought_by(*order.buyer_keys())
    return bool(find_products_over_limit(order.limited_units(), taken))


def _is_a_shop_closed(order: Order) -> bool:
    """Lock the shops of lines without an item and return whether one has closed; closing locks items and shop too."""
    ids = {line.shop_id for line in order.lines.all() if line.item_id is None}
    shops = Shop.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk") if ids else []
    return any(shop.closed_at for shop in shops)


def _take_stock(order: Order, items: dict[int, Item]) -> bool:
    """Subtract all lines from the stock of the locked items and drop the holds; False if stock is too low."""
    taken = Item.objects.take(order)
    for item_id, on_hand in taken.items():
        items[item_id].on_hand = on_hand
    return taken.keys() == items.keys()


# Refunds of captured money without an order ---------------------------------------------------------------------------


def _decline_capture(order: Order, payment: Payment, reason: str) -> None:
    """Record the captured money as owed to the buyer; the order page shows the reason."""
    _owe_refund(payment, [Payment.Status.CAPTURED], reason)
    if order.status == Order.Status.PENDING:
        order.lapse(Order.Status.EXPIRED)
    logger.warning(
        "order %s: payment %s is refunded, the order can't be fulfilled",
        order.number,
        payment.pk,
        extra=payment.log_context,
    )


def _owe_refund(payment: Payment, before: Iterable[Payment.Status], reason: str) -> None:
    if payment.advance(before, Payment.Status.REFUNDING, reason):
        refund = payment.refunds.create(amount=payment.amount, reason=reason)
        money_returned.send_robust(sender=Payment, refund=refund)
