"""Webhook events of Stripe: signed, each handled once, in any order.

A session's event settles its payment. A refund made in Stripe's dashboard is recorded as a refund. Disputes and failed
refunds are logged as errors, because a person has to act. All other events are ignored.
"""

import json
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

import stripe
from django.conf import settings

from marketplace.errors import ForgedEvent
from marketplace.gateways import Outcome, Unreachable
from marketplace.gateways.minor_units import from_minor_units
from marketplace.gateways.stripe_pages import check_money, read_outcome
from marketplace.models.payments import Payment
from marketplace.models.refunds import Refund
from marketplace.orders.settlement import settle_payment

logger = logging.getLogger(__name__)
TOLERANCE = 300  # maximum age of an event in s


def handle_event(payload: bytes, signature: str) -> None:
    """Handle an event. Raises `ForgedEvent`, without any effect, unless Stripe signed it within five minutes."""
    try:
        stripe.WebhookSignature.verify_header(payload, signature, settings.STRIPE_WEBHOOK_SECRET, TOLERANCE)
        event = json.loads(payload)
        kind, subject = event["type"], event["data"]["object"]
        react, payment = REACTIONS.get(kind), _find_payment(subject)
    except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError, AttributeError) as failure:
        raise ForgedEvent(str(failure)) from failure
    if kind in ALARMS:
        logger.error("Stripe reports %s, %.80s: a person has to look at it", kind, subject.get("payment_intent"))
    elif react and payment:
        _apply_event(react, payment, subject)


def _apply_event(react: "Reaction", payment: Payment, subject: dict[str, Any]) -> None:
    try:
        react(payment, subject)
    except Unreachable as failure:
        logger.warning("payment %s: event left to the sweep: %s", payment.pk, failure, extra=payment.log_context)


def _find_payment(subject: dict[str, Any]) -> Payment | None:
    try:
        reference = UUID(str((subject.get("metadata") or {}).get("payment")))
    except ValueError:
        return None
    return Payment.objects.filter(gateway="stripe", reference=reference).select_related("order").first()


def _settle_session(payment: Payment, session: dict[str, Any]) -> None:
    settle_payment(payment, read_outcome(payment, session))


def _fail_session(payment: Payment, session: dict[str, Any]) -> None:
    settle_payment(payment, Outcome(Outcome.DECLINED, session["id"], "The bank did not make the payment."))


def _record_charge_refund(payment: Payment, charge: dict[str, Any]) -> None:
    check_money(payment, charge["amount"], charge["currency"])
    if payment.status in {*Payment.OPEN, Payment.Status.FAILED}:
        # A refund implies a capture; the event of the capture is still on its way.
        settle_payment(payment, Outcome(Outcome.CAPTURED))
    Refund.objects.record_external_refund(payment, from_minor_units(charge["amount_refunded"], payment.currency))


Reaction = Callable[[Payment, dict[str, Any]], None]
REACTIONS: dict[str, Reaction] = {
    "checkout.session.completed": _settle_session,
    "checkout.session.expired": _settle_session,
    "checkout.session.async_payment_succeeded": _settle_session,
    "checkout.session.async_payment_failed": _fail_session,
    "charge.refunded": _record_charge_refund,
}
ALARMS = {"charge.dispute.created", "refund.failed"}
