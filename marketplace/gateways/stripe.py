"""Stripe: the buyer pays on Stripe's own page (a Checkout Session), so that no card ever touches our server.

A session carries the payment's reference as its idempotency key and in its metadata, and so do the charge and its
events. Its page leads back to `carts:confirm`, which asks Stripe how it went; the webhook and the sweep know too,
and whoever is first settles.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import stripe
from django.conf import settings
from django.urls import reverse

from marketplace.gateways import Outcome, Unreachable
from marketplace.gateways.cents import minor_units

if TYPE_CHECKING:
    from marketplace.models.payments import Payment
    from marketplace.models.refunds import Refund

logger = logging.getLogger(__name__)

PATIENCE = (3.05, 8)  # s to connect, to wait for an answer
PAGE_MINUTES = 60  # Stripe takes 30 at least, counted from when it hears of the session
FAILED = {"requires_payment_method", "canceled"}
"""States of a session's payment intent that bring no money any more once the buyer is through."""


@lru_cache
def client(key: str) -> stripe.StripeClient:
    """Return the line to Stripe; Stripe repeats nothing twice for the keys it is given."""
    return stripe.StripeClient(key, http_client=stripe.RequestsClient(timeout=PATIENCE), max_network_retries=1)


class StripeGateway:
    """Payments on Stripe's page."""

    name = "stripe"
    asks_here = False

    def methods(self) -> list[tuple[str, str, str]]:
        """Return the one way to pay; which cards and wallets there are, Stripe's page decides."""
        return [("stripe", "Card and more, at Stripe", "You pay on Stripe’s page and come straight back.")]

    def charge(self, payment: "Payment") -> Outcome:
        """Open the page on which the buyer pays; asked again it is the same page."""
        try:
            params = _session(payment)
            made = _ask(lambda to: to.v1.checkout.sessions.create(params, {"idempotency_key": str(payment.reference)}))
        except stripe.CardError as refused:
            return Outcome(Outcome.DECLINED, message=(refused.user_message or "The card was declined.")[:200])
        except (stripe.InvalidRequestError, ValueError) as refused:
            logger.exception("payment %s: Stripe opens no page: %s", payment.pk, refused, extra=payment.names)
            return Outcome(Outcome.DECLINED, message="The payment could not be started.")
        return outcome(payment, made)

    def confirm(self, payment: "Payment", approved: bool) -> Outcome:
        """Close the page unless the buyer still wants to pay; who has paid meanwhile has paid."""
        if not approved and payment.gateway_reference:
            try:
                _ask(lambda to: to.v1.checkout.sessions.expire(payment.gateway_reference))
            except stripe.InvalidRequestError:
                logger.info("payment %s: its page was closed already", payment.pk, extra=payment.names)
        return self.look_up(payment)

    def look_up(self, payment: "Payment") -> Outcome:
        """Ask how far the payment got; a page whose address was lost on the way is closed."""
        if not payment.gateway_reference:
            return self._close_lost(payment)
        expand: Any = {"expand": ["payment_intent"]}
        try:
            return outcome(
                payment, _ask(lambda to: to.v1.checkout.sessions.retrieve(payment.gateway_reference, expand))
            )
        except stripe.InvalidRequestError as failure:
            raise Unreachable(f"Stripe does not know its own page: {failure}") from failure

    def refund(self, refund: "Refund") -> None:
        """Give the amount back; what was given back before, here or in Stripe's dashboard, is not given twice."""
        try:
            intent = _intent_of(refund.payment)
            if not _was_sent(refund, intent):
                _ask(lambda to: to.v1.refunds.create(_back(refund, intent), {"idempotency_key": str(refund.reference)}))
        except (stripe.InvalidRequestError, stripe.CardError) as refused:
            if refused.code != "charge_already_refunded":
                logger.exception("refund %s: Stripe refuses it: %s", refund.pk, refused, extra=refund.payment.names)
                raise Unreachable(str(refused)) from refused

    def _close_lost(self, payment: "Payment") -> Outcome:
        # The idempotency key brings back the page that was opened, if one was: nobody was ever sent to it.
        found = self.charge(payment)
        if found.state != Outcome.CONFIRM:
            return found
        payment.gateway_reference = found.reference
        return self.confirm(payment, approved=False)


def outcome(payment: "Payment", session: Any) -> Outcome:
    """Return what a session says of a payment. Raises `Unreachable` when it is about another amount of money.

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
        logger.error("payment %s: Stripe says %s %s for %s", payment.pk, amount, currency, payment, extra=payment.names)
        raise Unreachable("Stripe speaks of another amount")


def _ask(question: Callable[[stripe.StripeClient], Any]) -> dict[str, Any]:
    if not settings.STRIPE_SECRET_KEY:
        raise Unreachable("STRIPE_SECRET_KEY is not set")
    try:
        told: dict[str, Any] = question(client(settings.STRIPE_SECRET_KEY)).to_dict()
    except (stripe.InvalidRequestError, stripe.CardError):
        raise
    except stripe.StripeError as failure:
        raise Unreachable(f"{type(failure).__name__}: {failure.user_message}") from failure
    return told


def _session(payment: "Payment") -> Any:
    """Return what a session is made of: always the same for the same payment, as its idempotency key demands."""
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


def _intent_of(payment: "Payment") -> str:
    session = _ask(lambda to: to.v1.checkout.sessions.retrieve(payment.gateway_reference))
    return str(session["payment_intent"])


def _back(refund: "Refund", intent: str) -> Any:
    amount = minor_units(refund.amount, refund.payment.currency)
    return {"payment_intent": intent, "amount": amount, "metadata": {"refund": str(refund.reference)}}


def _was_sent(refund: "Refund", intent: str) -> bool:
    # Stripe forgets idempotency keys after a day; a refund may be owed for longer.
    sent = _ask(lambda to: to.v1.refunds.list({"payment_intent": intent, "limit": 100}))
    mine = [one for one in sent["data"] if (one["metadata"] or {}).get("refund") == str(refund.reference)]
    return any(one["status"] not in {"failed", "canceled"} for one in mine)
