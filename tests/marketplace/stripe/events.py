"""Events, signed as Stripe signs them."""

import json
import time
from typing import Any

import stripe
from django.test import Client

from marketplace.models import Order

SECRET = "whsec_of_the_tests"


def sign_body(body: str, *, secret: str = SECRET, at: float | None = None) -> str:
    """Return Stripe's signature header for a body."""
    return stripe.WebhookSignature.generate_signature_header(body, secret, int(at or time.time()))


def make_event(kind: str, payload: dict[str, Any]) -> str:
    """Return the body of an event."""
    return json.dumps({"id": "evt_1", "object": "event", "type": kind, "data": {"object": payload}})


def post_event(body: str, signature: str | None = None) -> Any:
    """Deliver a body to the site as Stripe would, signed unless a signature is given."""
    header = sign_body(body) if signature is None else signature
    client = Client(enforce_csrf_checks=True)
    return client.post("/payments/stripe/", body, "application/json", headers={"Stripe-Signature": header})


def deliver_event(kind: str, payload: dict[str, Any]) -> None:
    """Deliver a signed event, and assert that it was accepted."""
    assert post_event(make_event(kind, payload)).status_code == 200


def read_states(order: Order) -> tuple[str, list[str]]:
    """Return the states of an order and of its payments."""
    order.refresh_from_db()
    return order.status, list(order.payments.values_list("status", flat=True))
