"""Fixtures of Stripe tests: the site with Stripe enabled, and a fake API in its place."""

import pytest
import stripe

from marketplace.gateways import stripe as gateway
from tests import cast
from tests.marketplace.stripe.events import SECRET
from tests.marketplace.stripe.fake_api import FakeStripe


@pytest.fixture
def provider(settings, monkeypatch):
    """Stripe, switched on."""
    settings.PAYMENT_GATEWAY = "stripe"
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_test_of_the_tests", SECRET
    provider = FakeStripe()
    monkeypatch.setattr(gateway, "client", lambda key: stripe.StripeClient(key, http_client=provider))
    return provider


@pytest.fixture
def order(provider):
    """A guest's order of two units, to be paid."""
    return cast.pending_order(cast.guest(), (cast.item(stock=5, price="10.00"), 2))


@pytest.fixture
def payment(order):
    """An attempt whose buyer is on Stripe's page."""
    return cast.attempt_payment(order, "stripe")
