"""Log lines as text or JSON: with request id and order, without personal data."""

import json
import logging
import logging.config
import runpy
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from config.monitoring.logs import JsonLines, TextLines
from config.monitoring.request_id import request_id
from marketplace.gateways import Unreachable
from marketplace.gateways.fake import TestGateway
from marketplace.models import User
from tests import cast
from tests.config.log_capture import logged

pytestmark = pytest.mark.detail

logger = logging.getLogger("shop")
SECRET = "Mallory\nMayhem"


@pytest.fixture(params=[TextLines, JsonLines])
def lines(request) -> Iterator[Callable[[], str]]:
    """The log of the test in each format."""
    with logged(request.param()) as text:
        yield text


# Form ---------------------------------------------------------------------------------------------------------


def test_a_json_line_has_time_logger_message_and_order(objects):
    request_id.set("abcdefgh")
    logger.warning("order %s waits", "LS-1", extra={"order": "LS-1", "payment": 7})
    (line,) = objects()
    assert datetime.fromisoformat(line.pop("time")).tzinfo is not None
    assert line == {
        "level": "WARNING", "logger": "shop", "message": "order LS-1 waits",
        "request": "abcdefgh", "order": "LS-1", "payment": 7,
    }  # fmt: skip


def test_a_line_of_nobodys_request_names_none(objects):
    logger.warning("tidying up")
    assert objects()[0].keys() == {"time", "level", "logger", "message"}


def test_a_text_line_names_the_request_and_the_order():
    with logged(TextLines()) as text:
        request_id.set("abcdefgh")
        logger.warning("paid", extra={"order": "LS-1"})
        request_id.set("")
        logger.warning("tidying up")
        first, second = text().splitlines()
    assert first.endswith("WARNING shop: paid [request=abcdefgh order=LS-1]")
    assert second.endswith("WARNING shop: tidying up")


def test_a_failure_stays_one_json_line_with_its_traceback(objects):
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logger.exception("failed")
    (line,) = objects()
    assert "Traceback" in line["error"]
    assert "two\nlines" in line["error"]


@pytest.mark.parametrize(("value", "formatter"), [("json", JsonLines), ("text", TextLines), (None, TextLines)])
def test_the_setting_chooses_the_form(settings, monkeypatch, value, formatter):
    monkeypatch.delenv("LOG_FORMAT", raising=False)
    if value:
        monkeypatch.setenv("LOG_FORMAT", value)
    read = runpy.run_path(str(settings.BASE_DIR / "config" / "settings.py"))
    config = logging.config.DictConfigurator(read["LOGGING"])
    assert type(config.configure_formatter(read["LOGGING"]["formatters"]["line"])) is formatter


# Nothing about people -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_row_of_an_integrity_error_is_not_logged(lines):
    cast.person("Bob Buyer", email="bob@example.com")
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        User.objects.create(email="bob@example.com", display_name="Secret Bob")
    logger.error("could not sign up: %s", broken.value, exc_info=broken.value)
    assert "duplicate key" in lines()
    assert "example.com" not in lines()


@pytest.mark.django_db
def test_the_row_of_a_failed_check_is_not_logged_even_with_line_breaks(lines):
    item = cast.item()
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        type(item).objects.filter(pk=item.pk).update(on_hand=-1, label=SECRET)
    logger.error("no stock", exc_info=broken.value)
    assert "violates check constraint" in lines()
    assert not any(word in lines() for word in SECRET.split())


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("mail to bob.buyer+x@mail.example.com failed", "mail to [withheld] failed"),
        ("Not Found: /accounts/password/reset/key/1-abc-def/", "Not Found: /accounts/password/reset/key/[withheld]/"),
        ("Not Found: /accounts/confirm-email/MQ:1abc:xyz/", "Not Found: /accounts/confirm-email/[withheld]/"),
        ("order LS-12345-67890 is paid", "order LS-12345-67890 is paid"),
        ("@cache on line 3", "@cache on line 3"),
    ],
)
def test_addresses_and_mailed_secrets_are_withheld_and_nothing_else(lines, message, expected):
    logger.warning(message)
    assert expected in lines()


def test_extra_fields_of_a_record_are_not_logged(lines):
    logger.warning("no", extra={"request": "GET /?name=Secret", "email": "Secret", "order": "LS-1"})
    assert "LS-1" in lines()
    assert "Secret" not in lines()


# About orders ---------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_sale_is_logged_with_its_order_and_nothing_about_the_buyer(objects):
    order = cast.paid_order(cast.guest(), (cast.item(), 1))
    (line,) = [line for line in objects() if line.get("order")]
    assert (line["order"], line["level"]) == (order.number, "INFO")
    # An order's number is drawn by lot, and one in a hundred spells the region of the buyer.
    expected = json.dumps(line).replace(order.number, "")
    assert not any(str(value) in expected for value in cast.ADDRESS.values() if value not in (True, ""))


@pytest.mark.django_db(transaction=True)
def test_a_sale_that_was_undone_is_not(objects):
    with pytest.raises(RuntimeError), transaction.atomic():
        cast.paid_order(cast.guest(), (cast.item(), 1))
        raise RuntimeError
    assert not [line for line in objects() if line.get("order")]


@pytest.mark.django_db
def test_a_line_about_a_payment_names_it_and_its_order(objects, monkeypatch):
    def down(self, payment):
        raise Unreachable("no route")

    monkeypatch.setattr(TestGateway, "charge", down)
    order = cast.pending_order(cast.guest(), (cast.item(), 1))
    payment = cast.attempt_payment(order)
    (line,) = [line for line in objects() if line["logger"] == "marketplace.orders.settlement"]
    assert (line["order"], line["payment"]) == (order.number, payment.pk)
