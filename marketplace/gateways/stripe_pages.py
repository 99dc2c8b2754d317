"""Payment pages of Stripe (Checkout Sessions): their parameters and their outcome."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from marketplace.gateways import Outcome, Unreachable
from marketplace.gateways.minor_units import to_minor_units

if TYPE_CHECKING:
    from marketplace.models.payments import Payment

logger = logging.getLogger(__name__)

PAGE_MINUTES = 60  # Stripe's minimum is 30, counted from its receipt of the request
FAILED = {"requires_payment_method", "canceled"}
"""Final states of a payment intent without money, once the buyer has left the page."""


def make_session_params(payment: "Payment") -> Any:
    """Return the parameters of a session. The idempotency key requires the same ones for each call."""
    order, names = payment.order, {"payment": str(payment.reference), "order": payment.order.number}
    price = {
        "currency": payment.currency.lower(),
        "unit_amount": to_minor_units(payment.amount, payment.currency),
        "product_data": {"name": f"{settings.SITE_NAME} order {order.number}"},
    }
    return {
        "mode": "payment",
        "line_items": [{"price_data": price, "quantity": 1}],
        "client_reference_id": str(payment.reference),
        "metadata": names,
        "payment_intent_data": {"metadata": names},
        "success_url": settings.SITE_ORIGINS[0] + reverse("carts:confirm", args=[order.number]),
        "cancel_url": settings.SITE_ORIGINS[0] + reverse("carts:pay_page", args=[order.number]),
        "expires_at": int((payment.created_at + timedelta(minutes=PAGE_MINUTES)).timestamp()),
    }


def read_outcome(payment: "Payment", session: Any) -> Outcome:
    """Return the outcome of a payment by its session. Raises `Unreachable` for a different amount.

    `session` is a Checkout Session of the API or of an event, with or without its payment intent.
    """
    check_money(payment, session["amount_total"], session["currency"])
    if session["payment_status"] == "paid":
        return Outcome(Outcome.CAPTURED, session["id"])
    if session["status"] == "open":
        return Outcome(Outcome.CONFIRM, session["id"], "Stripe is waiting for you.", session.get("url") or "")
    intent = session.get("payment_intent")
    if session["status"] == "expired" or (not isinstance(intent, str | None) and intent["status"] in FAILED):
        return Outcome(Outcome.DECLINED, session["id"], "The payment was not made in time, or did not go through.")
    return Outcome(Outcome.CONFIRM, session["id"], "Your bank is still working on it.")


def check_money(payment: "Payment", amount: int, currency: str) -> None:
    """Raise `Unreachable` and log an error unless amount and currency are those of the payment."""
    if (amount, currency) != (to_minor_units(payment.amount, payment.currency), payment.currency.lower()):
        # Not "declined": the buyer may have paid. The payment stays open until a person has looked at it.
        logger.error(
            "payment %s: Stripe says %s %s for %s", payment.pk, amount, currency, payment, extra=payment.log_context
        )
        raise Unreachable("Stripe reports a different amount")
