"""Stripe: the buyer pays on Stripe's own page (a Checkout Session), so no card data reaches this server.

The payment's reference is the session's idempotency key, and is in the metadata of the session, the charge and their
events. The page returns to `carts:confirm`, which asks Stripe for the outcome. The webhook and the sweep ask too; the
first answer settles the payment.
"""

import logging
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import stripe
from django.conf import settings

from marketplace.gateways import Outcome, Unreachable
from marketplace.gateways.minor_units import smallest_amount, to_minor_units
from marketplace.gateways.stripe_pages import make_session_params, read_outcome

if TYPE_CHECKING:
    from marketplace.models.payments import Payment
    from marketplace.models.refunds import Refund

logger = logging.getLogger(__name__)

ADDRESSES: Any = {}  # base URLs; empty for Stripe's own, set by tests
PATIENCE = (3.05, 8)  # timeouts in s: connect, read


@lru_cache
def client(key: str) -> stripe.StripeClient:
    """Return the API client. A retry is safe: Stripe does nothing twice for one idempotency key."""
    http_client = stripe.RequestsClient(timeout=PATIENCE)
    return stripe.StripeClient(key, http_client=http_client, base_addresses=ADDRESSES, max_network_retries=1)


class StripeGateway:
    """Payments on Stripe's page."""

    name = "stripe"
    asks_here = False
    answers_from_here = False

    def smallest_amount(self, currency: str) -> Decimal:
        """Return the smallest step between amounts at Stripe."""
        return smallest_amount(currency)

    def methods(self) -> list[tuple[str, str, str]]:
        """Return the one way to pay; Stripe's page offers cards and wallets."""
        return [("stripe", "Card and more, at Stripe", "You pay on Stripe’s page and return here.")]

    def charge(self, payment: "Payment") -> Outcome:
        """Create the buyer's payment page; a repeated call gives the same page."""
        try:
            params = make_session_params(payment)
            session = _call_stripe(
                lambda to: to.v1.checkout.sessions.create(params, {"idempotency_key": str(payment.reference)})
            )
        except stripe.CardError as refused:
            return Outcome(Outcome.DECLINED, message=(refused.user_message or "The card was declined.")[:200])
        except (stripe.InvalidRequestError, ValueError) as refused:
            logger.exception("payment %s: Stripe opens no page: %s", payment.pk, refused, extra=payment.log_context)
            return Outcome(Outcome.DECLINED, message="The payment could not be started.")
        return read_outcome(payment, session)

    def confirm(self, payment: "Payment", approved: bool) -> Outcome:
        """Close the page if the buyer cancelled; a payment made in the meantime counts."""
        if not approved and payment.gateway_reference:
            try:
                _call_stripe(lambda to: to.v1.checkout.sessions.expire(payment.gateway_reference))
            except stripe.InvalidRequestError:
                logger.info("payment %s: its page was closed already", payment.pk, extra=payment.log_context)
        return self.look_up(payment)

    def look_up(self, payment: "Payment") -> Outcome:
        """Return the state of the payment; a page with a lost URL is closed."""
        if not payment.gateway_reference:
            return self._close_lost_page(payment)
        expand: Any = {"expand": ["payment_intent"]}
        try:
            return read_outcome(
                payment, _call_stripe(lambda to: to.v1.checkout.sessions.retrieve(payment.gateway_reference, expand))
            )
        except stripe.InvalidRequestError as failure:
            raise Unreachable(f"Stripe does not know its own page: {failure}") from failure

    def refund(self, refund: "Refund") -> None:
        """Refund the amount once, or the rest after a partial refund in Stripe's dashboard."""
        try:
            intent = _find_intent(refund.payment)
            if cents := _find_amount_due(refund, intent):
                _create_refund(refund, intent, cents)
        except (stripe.InvalidRequestError, stripe.CardError) as refused:
            if refused.code != "charge_already_refunded":
                logger.exception(
                    "refund %s: Stripe refuses it: %s", refund.pk, refused, extra=refund.payment.log_context
                )
                raise Unreachable(str(refused)) from refused

    def _close_lost_page(self, payment: "Payment") -> Outcome:
        # The idempotency key returns the session if it was created; the buyer was never redirected to its page.
        found = self.charge(payment)
        if found.state != Outcome.CONFIRM:
            return found
        payment.gateway_reference = found.reference
        return self.confirm(payment, approved=False)


def _call_stripe(question: Callable[[stripe.StripeClient], Any]) -> dict[str, Any]:
    if not settings.STRIPE_SECRET_KEY:
        raise Unreachable("STRIPE_SECRET_KEY is not set")
    try:
        answer: dict[str, Any] = question(client(settings.STRIPE_SECRET_KEY)).to_dict()
    except (stripe.InvalidRequestError, stripe.CardError):
        raise
    except stripe.StripeError as failure:
        raise Unreachable(f"{type(failure).__name__}: {failure.user_message}") from failure
    return answer


def _find_intent(payment: "Payment") -> str:
    session = _call_stripe(lambda to: to.v1.checkout.sessions.retrieve(payment.gateway_reference))
    return str(session["payment_intent"])


def _create_refund(refund: "Refund", intent: str, cents: int) -> None:
    asked: Any = {"payment_intent": intent, "amount": cents, "metadata": {"refund": str(refund.reference)}}
    # Stripe repeats its answer to a key, refusals too: another amount needs another key.
    key = f"{refund.reference}-{cents}"
    _call_stripe(lambda to: to.v1.refunds.create(asked, {"idempotency_key": key}))


def _find_amount_due(refund: "Refund", intent: str) -> int:
    """Return the amount Stripe has not refunded yet, at most the rest of the payment."""
    # Stripe forgets idempotency keys after a day; a refund may be due for longer.
    refunds = _call_stripe(lambda to: to.v1.refunds.list({"payment_intent": intent, "limit": 100}))
    sent = [one for one in refunds["data"] if one["status"] not in {"failed", "canceled"}]
    if any((one["metadata"] or {}).get("refund") == str(refund.reference) for one in sent):
        return 0
    wanted, paid = (
        to_minor_units(amount, refund.payment.currency) for amount in (refund.amount, refund.payment.amount)
    )
    left = max(paid - sum(one["amount"] for one in sent), 0)
    if left < wanted:
        logger.warning("refund %s: Stripe has only %s left of it", refund.pk, left, extra=refund.payment.log_context)
    return min(wanted, left)
