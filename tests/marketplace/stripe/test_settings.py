"""Stripe is enabled by its settings, checked at start; only then does the CSP allow forms to redirect to its page."""

import os
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings as site

from marketplace.gateways import Unreachable, stripe
from marketplace.orders.settlement import begin_payment
from tests import cast

pytestmark = pytest.mark.detail

GOOD = {
    "PAYMENT_GATEWAY": "stripe",
    "STRIPE_SECRET_KEY": "sk_live_51AbC",
    "STRIPE_WEBHOOK_SECRET": "whsec_AbC123",
    "SITE_ORIGINS": "https://shop.example",
    "EMAIL_URL": "submission://shop:secret@mail.example",
    "SECRET_KEY": "k" * 60 + "0123456789abcdef",
}
SAY = "from django.conf import settings; print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"


def run(*command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run `manage.py` with these variables and no others of Stripe's."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("STRIPE_", "PAYMENT_"))}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=site.BASE_DIR,
        env={**known, "DATABASE_URL": "postgresql://nobody@localhost/none", "REDIS_URL": "redis://none", **environment},
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"STRIPE_SECRET_KEY": ""}, "STRIPE_SECRET_KEY"),
        ({"STRIPE_SECRET_KEY": "pk_live_51AbC"}, "STRIPE_SECRET_KEY"),
        ({"STRIPE_WEBHOOK_SECRET": ""}, "STRIPE_WEBHOOK_SECRET"),
        ({"STRIPE_WEBHOOK_SECRET": "sk_live_51AbC"}, "STRIPE_WEBHOOK_SECRET"),
        ({"PAYMENT_GATEWAY": "test", "STRIPE_WEBHOOK_SECRET": ""}, "STRIPE_WEBHOOK_SECRET"),
        ({"PAYMENT_GATEWAY": "strpe"}, "PAYMENT_GATEWAY"),
    ],
)
def test_what_is_missing_or_malformed_is_named_at_start(wrong, named):
    answer = run("check", **{**GOOD, **wrong})
    assert answer.returncode != 0
    assert "ImproperlyConfigured" in answer.stderr and named in answer.stderr.splitlines()[-1]


@pytest.mark.slow
def test_with_its_secrets_the_site_is_ready_to_deploy():
    answer = run("check", "--deploy", "--fail-level", "WARNING", **GOOD)
    assert (answer.returncode, answer.stdout) == (0, "System check identified no issues (2 silenced).\n")


@pytest.mark.slow
@pytest.mark.parametrize(("environment", "allowed"), [(GOOD, True), ({}, False)])
def test_forms_may_lead_to_its_page_only_where_it_is_switched_on(environment, allowed):
    answer = run("shell", "--no-imports", "-c", SAY, **environment)
    assert ("https://checkout.stripe.com" in answer.stdout) is allowed, answer.stderr


@pytest.mark.django_db
def test_a_server_that_never_answers_is_not_waited_for_long(settings, monkeypatch):
    settings.STRIPE_SECRET_KEY = "sk_test_1"
    real = stripe.client
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    payment = begin_payment(order, key=cast.key(), method="test-pays", address=cast.ADDRESS)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        monkeypatch.setattr(stripe, "PATIENCE", (0.2, 0.2))
        monkeypatch.setattr(stripe, "ADDRESSES", {"api": address})
        real.cache_clear()
        began = time.monotonic()
        with pytest.raises(Unreachable):
            stripe.StripeGateway().charge(payment)
    real.cache_clear()
    assert time.monotonic() - began < 5
