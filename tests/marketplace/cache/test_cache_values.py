"""Values in Redis come back unchanged or are refused; all code that writes to Redis uses data-only formats."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple

import pytest
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.cache import cache
from django.utils.safestring import mark_safe

from config.celery import app
from config.live.layers import new_layer

pytestmark = pytest.mark.detail


class Pair(NamedTuple):
    left: int
    right: int


VALUES = [
    0,
    -5,
    10**30,
    True,
    False,
    None,
    1.5,
    "",
    "12",
    "Grüße ✓",
    b"\x00bytes",
    [1, [2]],
    (1, (2, "three")),
    {"a": {1: (2,)}},
    Decimal("10.50"),
    date(2026, 2, 28),
    datetime(2026, 2, 28, 12, 30, tzinfo=UTC),
    mark_safe("<b>bold</b>"),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_as_it_was(value):
    cache.set("value", value)
    found = cache.get("value", "missing")
    assert (found, type(found)) == (value, type(value))
    assert cache.get_many(["value"]) == {"value": value}


@pytest.mark.parametrize("value", [Pair(1, 2), {1, 2}, object()], ids=["named tuple", "set", "object"])
def test_values_that_would_come_back_changed_are_refused(value):
    with pytest.raises(TypeError):
        cache.set("value", value)
    assert cache.get("value") is None


def test_tasks_travel_as_json_only():
    assert app.conf.task_serializer == "json"
    assert set(app.conf.accept_content) == {"json"}
    assert app.conf.result_serializer == "json"


def test_live_messages_travel_as_data_only():
    for layer in (get_channel_layer(), new_layer().channel_layer):
        assert type(layer._serializer).__name__ == "MsgPackSerializer"


def test_sessions_are_kept_in_the_database_as_json():
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
