"""A public site refuses to start with fake payments or undelivered mail, unless a setting permits it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

pytestmark = pytest.mark.detail

PUBLIC = {
    "SITE_ORIGINS": "https://shop.example",
    "SECRET_KEY": "0123456789abcdef" * 4,
    "EMAIL_URL": "submission://shop:secret@mail.example",
    "PAYMENT_GATEWAY": "stripe",
    "STRIPE_SECRET_KEY": "sk_live_51AbC",
    "STRIPE_WEBHOOK_SECRET": "whsec_AbC123",
}
NO_STRIPE = {"STRIPE_SECRET_KEY": "", "STRIPE_WEBHOOK_SECRET": ""}
PLAY_MONEY = [
    {"PAYMENT_GATEWAY": "", **NO_STRIPE},
    {"PAYMENT_GATEWAY": "test", **NO_STRIPE},
    {"PAYMENT_GATEWAY": "marketplace.gateways.fake.TestGateway", **NO_STRIPE},
    {"PAYMENT_GATEWAY": "marketplace.gateways.test.TestGateway", **NO_STRIPE},
    {"STRIPE_SECRET_KEY": "sk_test_51AbC"},
    {"STRIPE_SECRET_KEY": "rk_test_51AbC"},
]
NOWHERE = ["", "file:///var/mail", "console://", "dummy://", "memory://"]
HERE = ["http://localhost:8000", "http://127.0.0.1:8000,http://[::1]:8000"]
THERE = ["https://shop.example", "http://192.0.2.7:8000", "http://localhost:8000,http://shop.example"]


@pytest.mark.parametrize("change", PLAY_MONEY)
@pytest.mark.parametrize("origins", THERE)
def test_play_money_is_refused_on_a_public_site(settings_of, change, origins):
    with pytest.raises(ImproperlyConfigured, match="ALLOW_PLAY_MONEY"):
        settings_of(**PUBLIC | {"SITE_ORIGINS": origins} | change)


@pytest.mark.parametrize("change", PLAY_MONEY)
def test_play_money_is_allowed_by_name(settings_of, change):
    assert settings_of(**PUBLIC | change, ALLOW_PLAY_MONEY="true")["SITE_ORIGINS"] == ["https://shop.example"]


@pytest.mark.parametrize("address", NOWHERE)
@pytest.mark.parametrize("origins", THERE)
def test_mail_that_leaves_nowhere_is_refused_on_a_public_site(settings_of, address, origins):
    with pytest.raises(ImproperlyConfigured, match="ALLOW_MAIL_TO_FILES"):
        settings_of(**PUBLIC | {"SITE_ORIGINS": origins, "EMAIL_URL": address})


@pytest.mark.parametrize("address", NOWHERE)
def test_mail_that_leaves_nowhere_is_allowed_by_name(settings_of, address):
    read = settings_of(**PUBLIC | {"EMAIL_URL": address}, ALLOW_MAIL_TO_FILES="true")
    assert read["SITE_ORIGINS"] == ["https://shop.example"]


def test_a_public_site_that_sells_for_real_starts(settings_of):
    read = settings_of(**PUBLIC)
    assert (read["PAYMENT_GATEWAY"], read["EMAIL_HOST"]) == ("stripe", "mail.example")


@pytest.mark.parametrize("origins", HERE)
def test_a_site_on_this_machine_alone_needs_neither(settings_of, origins):
    read = settings_of(SITE_ORIGINS=origins, PAYMENT_GATEWAY="", EMAIL_URL="")
    assert read["PAYMENT_GATEWAY"] == "test"
