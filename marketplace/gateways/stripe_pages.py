"""Payment pages of Stripe (Checkout Sessions): their parameters and their outcome."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from marketplace.gateways import Outcome, Unreachable
from marketplace.gateways.minor_units import minor_units

if TYPE_CHECKING:
    from marketplace.models.payments import Payment

logger = logging.getLogger(__name__)

PAGE_MINUTES = 60  # Stripe takes 30 at least, counted from when it hears of the session
FAILED = {"requires_payment_method", "canceled"}
"""States of a session's payment intent that bring no money any more once the buyer is through."""


def make_session_params(payment: "Payment") -> Any:
    """Return the parameters of a session: always the same for a payment, as its idempotency key demands."""
    order, names = payment.order, {"payment": str(payment.reference), "order": payment.order.number}
    price = {
        "currency": payment.currency.lower(),
        "unit_amount": minor_units(payment.amount, payment.currency),
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
    """Return the outcome of a payment by its session. Raises `Unreachable` for another amount of money.

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
    """Raise `Unreachable`, and log it loudly, unless Stripe speaks of the very money that the payment is about."""
    if (amount, currency) != (minor_units(payment.amount, payment.currency), payment.currency.lower()):
        # Not "declined": somebody may have paid. It stays open until a person has looked at it.
        logger.error(
            "payment %s: Stripe says %s %s for %s", payment.pk, amount, currency, payment, extra=payment.log_context
        )
        raise Unreachable("Stripe speaks of another amount")
