"""Settings come from the environment; a bad value stops the start with its name."""

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from environs.exceptions import EnvError

from config.servers import ServersError


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_ORIGINS", "shop.example"),
        ("SITE_ORIGINS", "https://shop.example/path"),
        ("SITE_ORIGINS", "ftp://shop.example"),
        ("HOLD_MINUTES", "0"),
        ("HOLD_MINUTES", "soon"),
        ("CURRENCY", "EURO"),
        ("CURRENCY", "ABC"),
        ("CURRENCY", "DEM"),
        ("CURRENCY", "XXX"),
        ("DB_POOL_MAX", "1"),
        ("LIVE_OUTBOX", "many"),
        ("ACTIVITY_HOURS", "72"),
        ("MEDIUM_STOCK", "4"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("WORKER_SILENCE_SECONDS", "5"),
        ("DATABASE_URL", "sqlite:///shop.db"),
        ("REDIS_URL", "http://localhost:6379"),
        ("EMAIL_URL", "localhost"),
    ],
)
def test_a_bad_value_is_refused_by_name(settings_of, name, value):
    with pytest.raises((EnvError, ImproperlyConfigured, ServersError), match=name):
        settings_of(**{name: value})


@pytest.mark.parametrize("written", ["jpy", " JPY ", "Jpy"])
def test_a_currency_is_known_however_it_is_written(settings_of, written):
    assert settings_of(CURRENCY=written)["CURRENCY"] == "JPY"


def test_a_public_site_needs_a_secret_of_its_own(settings_of):
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        settings_of(SITE_ORIGINS="https://shop.example")


def test_an_https_site_is_closed_to_plain_http(settings_of):
    allowed = {"ALLOW_PLAY_MONEY": "true", "ALLOW_MAIL_TO_FILES": "true"}
    read = settings_of(SITE_ORIGINS="https://shop.example", SECRET_KEY="x" * 60, **allowed)
    assert read["SESSION_COOKIE_SECURE"] is read["CSRF_COOKIE_SECURE"] is read["SECURE_SSL_REDIRECT"] is True
    assert read["ALLOWED_HOSTS"] == ["shop.example"]
    assert read["SERVE_MEDIA"] is False


def test_a_limit_of_the_live_wire_can_be_raised(settings_of):
    assert settings_of(LIVE_SOCKETS_PER_ADDRESS="5000")["LIVE_SOCKETS_PER_ADDRESS"] == 5000


def test_mail_leaves_by_the_server_that_is_named(settings_of):
    read = settings_of(EMAIL_URL="submission://shop:secret@mail.example")
    assert (read["EMAIL_HOST"], read["EMAIL_PORT"], read["EMAIL_USE_TLS"]) == ("mail.example", 587, True)


def test_without_a_server_mail_is_kept_in_files(settings_of):
    assert settings_of()["EMAIL_BACKEND"] == "django.core.mail.backends.filebased.EmailBackend"


def test_a_gateway_that_does_not_exist_is_refused_at_the_start(settings):
    settings.PAYMENT_GATEWAY = "marketplace.gateways.gold.GoldGateway"
    with pytest.raises(ImproperlyConfigured, match="PAYMENT_GATEWAY"):
        apps.get_app_config("marketplace").ready()


def test_a_limit_that_does_not_exist_is_warned_of_at_the_start(monkeypatch, caplog):
    monkeypatch.setenv("LIVE_OUTBOXES", "many")
    apps.get_app_config("config").ready()
    assert "LIVE_OUTBOXES" in caplog.text


def test_a_limit_is_read_from_the_environment(settings_of):
    assert settings_of(LIVE_OUTBOX="3")["LIVE_OUTBOX"] == 3
