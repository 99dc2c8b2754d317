"""Events without a valid, recent signature of Stripe are refused and change nothing."""

import time

import pytest
from django.test import Client

from tests.marketplace.stripe.events import make_event, post_event, read_states, sign_body

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(payment, provider):
    return make_event("checkout.session.completed", provider.pay())


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "t=1,v1=ab",
        "t=,v1=",
        "v1=",
        "nonsense",
        "t=x,v1=y",
        "t=9999999999999999999,v1=" + "0" * 64,
        "t=1,v1=é",
        "," * 5000,
    ],
)
def test_a_signature_that_is_none(order, body, signature):
    assert post_event(body, signature).status_code == 400
    assert read_states(order) == ("pending", ["confirming"])


def test_another_secret(order, body):
    assert post_event(body, sign_body(body, secret="whsec_guessed")).status_code == 400
    assert read_states(order) == ("pending", ["confirming"])


def test_a_signature_of_another_body(order, body):
    assert post_event(body, sign_body(body.replace("2000", "1"))).status_code == 400
    assert read_states(order) == ("pending", ["confirming"])


@pytest.mark.parametrize(("age", "status"), [(290, 200), (310, 400)])
def test_one_that_was_signed_long_ago(body, age, status):
    assert post_event(body, sign_body(body, at=time.time() - age)).status_code == status


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '"x"', "{}", '{"type": [], "data": {"object": {}}}', '{"type": "x", "data": []}']
)
def test_garbage_though_signed(provider, body):
    assert post_event(body).status_code == 400


def test_bytes_that_are_no_text(provider):
    client = Client()
    headers = {"Stripe-Signature": "t=1,v1=00"}
    assert client.post("/payments/stripe/", b"\xff\xfe\x00", "application/json", headers=headers).status_code == 400


def test_a_huge_body(provider):
    body = '{"a": "' + "x" * 300_000 + '"}'
    assert post_event(body).status_code == 400


def test_looking_at_it_with_a_browser(provider, client):
    assert client.get("/payments/stripe/").status_code == 405


def test_where_stripe_is_switched_off_there_is_no_page(client, settings):
    assert settings.STRIPE_WEBHOOK_SECRET == ""
    assert client.post("/payments/stripe/").status_code == 404


def test_an_event_is_heard_after_new_payments_go_through_another_gateway(order, body, settings):
    settings.PAYMENT_GATEWAY = "test"
    assert post_event(body).status_code == 200
    assert read_states(order) == ("paid", ["captured"])
