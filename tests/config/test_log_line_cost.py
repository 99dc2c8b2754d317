"""A log line is cheap for any requested URL: its text is searched in one pass."""

import time

import pytest

from config.monitoring.logs import redact_personal_data
from config.monitoring.secret_paths import redact_quoted_secrets

pytestmark = pytest.mark.detail

LONG = [
    "/" + "@" * 2_000,
    "/" + "a@" * 1_000,
    "/" + "a@." * 1_000,
    "/" + "a" * 16_000,
    "/" * 4_000,
    "%2F" * 5_000,
    "/orders/" + "%2F" * 2_000,
    "/orders/" * 2_000,
    "/orders/a/open/" * 1_000,
    "/desk/invitations/" * 900,
    "DETAIL:" * 2_000,
]


@pytest.mark.parametrize("path", LONG, ids=lambda path: path[:18])
def test_a_long_address_is_written_down_at_once(path):
    redact_personal_data("/")  # the routes are loaded once
    begun = time.process_time()
    redact_personal_data(f"Not Found: {path}")
    redact_quoted_secrets(path)
    assert time.process_time() - begun < 0.25


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a@b.c.", "[withheld]."),
        ("@a@b.example", "[withheld]"),
        ("a@b@c.example said", "[withheld] said"),
        ("@home is at a@b", "@home is at a@b"),
        ("//orders//LS-1//open//abc:def/", "//orders//LS-1//open//[withheld]/"),
        ("%2Forders%2FLS-1%2Fopen%2Fabc:def", "%2Forders%2FLS-1%2Fopen%2F[withheld]"),
    ],
)
def test_addresses_are_withheld_as_before(text, shown):
    assert redact_personal_data(text) == shown
