"""Events, signed as Stripe signs them."""

import json
import time
from typing import Any

import stripe
from django.test import Client

from marketplace.models import Order

SECRET = "whsec_of_the_tests"


def sign_body(body: str, *, secret: str = SECRET, at: float | None = None) -> str:
    """Return the header by which Stripe signs a body."""
    return stripe.WebhookSignature.generate_signature_header(body, secret, int(at or time.time()))


def make_event(kind: str, told: dict[str, Any]) -> str:
    """Return the body of an event."""
    return json.dumps({"id": "evt_1", "object": "event", "type": kind, "data": {"object": told}})


def post_event(body: str, signature: str | None = None) -> Any:
    """Deliver a body to the site as Stripe would, signed unless a signature is given."""
    header = sign_body(body) if signature is None else signature
    client = Client(enforce_csrf_checks=True)
    return client.post("/payments/stripe/", body, "application/json", headers={"Stripe-Signature": header})


def deliver_event(kind: str, told: dict[str, Any]) -> None:
    """Deliver a signed event, and see that it was heard."""
    assert post_event(make_event(kind, told)).status_code == 200


def read_states(order: Order) -> tuple[str, list[str]]:
    """Return how far an order and its payments got."""
    order.refresh_from_db()
    return order.status, list(order.payments.values_list("status", flat=True))
