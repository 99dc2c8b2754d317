"""The expiry sweep sends all its pushes: in bounded batches, and again after a killed sweep."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from config.live import publisher
from config.live.metrics import totals
from config.live.publisher import Publisher
from tests.trading import rooms
from trading.models import Trade
from trading.models.expiry import UNPUSHED

pytestmark = [pytest.mark.detail, pytest.mark.django_db(transaction=True)]


class Line:
    """A slow connection to Redis: `left` counts the sent messages by topic; it sends nothing while it `is_dead`."""

    def __init__(self) -> None:
        self.left: Counter[str] = Counter()
        self.is_dead = False

    async def send(self, group: str, message: dict[str, Any]) -> bool:
        await asyncio.sleep(0.002)
        if not self.is_dead:
            self.left.update([each["topic"] for each in message.get("many", ())] or [group])
        return not self.is_dead


@pytest.fixture
def line(monkeypatch):
    """The connection of a new process without an earlier killed sweep."""
    line = Line()
    monkeypatch.setattr(Publisher, "_send", lambda _, group, message: line.send(group, message))
    monkeypatch.setattr(publisher, "_publisher", Publisher())
    cache.delete(UNPUSHED)
    yield line
    line.is_dead = False
    cache.delete(UNPUSHED)


def overdue(count: int) -> rooms.Room:
    """Return a room of the past among so many of the same two people."""
    room, now = rooms.in_state("overdue"), timezone.now()
    fields = {"seller": room.alice, "buyer": room.bob, "shop": room.trade.shop, "title": "Oranges"}
    times = {"created_at": now - timedelta(minutes=40), "expires_at": now - timedelta(minutes=10)}
    state = {"status": "negotiating", "terms": room.trade.terms, "revision": 2}
    Trade.objects.bulk_create(Trade(**fields, **times, **state) for _ in range(count - 1))
    publisher.flush(10)
    return room


def test_a_sweep_of_more_than_the_line_holds_drops_nothing(line, settings):
    settings.LIVE_QUEUE = 10
    overdue(200)
    line.left.clear()
    dropped = totals.dropped
    assert Trade.objects.expire_due(batch=30) == 200
    assert publisher.flush(10)
    assert totals.dropped == dropped
    assert {f"trade.{number}" for number in Trade.objects.values_list("number", flat=True)} <= set(line.left)


def test_lists_and_dashboard_are_nudged_once_a_batch(line):
    room = overdue(40)
    line.left.clear()
    Trade.objects.expire_due(batch=20)
    publisher.flush(10)
    lists = [f"my-trades.{room.alice.pk}", f"my-trades.{room.bob.pk}", "all-trades"]
    assert [line.left[name] for name in lists] == [2, 2, 2]


def test_pushes_missed_by_a_killed_sweep_are_sent_by_the_next(line, monkeypatch):
    room = overdue(1)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killing, pytest.raises(KeyboardInterrupt):
        killing.setattr("config.live.topics.publish", die)
        Trade.objects.expire_due()
    assert room.fresh().status == "expired"
    line.left.clear()
    assert Trade.objects.expire_due() == 0
    publisher.flush(10)
    expected_topics = [
        f"trade.{room.trade.number}",
        f"my-trades.{room.alice.pk}",
        f"my-trades.{room.bob.pk}",
        "all-trades",
    ]
    assert line.left == dict.fromkeys(expected_topics, 1)
    assert room.kinds().count("expired") == 1
    assert Trade.objects.expire_due() == 0
    publisher.flush(10)
    assert line.left == dict.fromkeys(expected_topics, 1)


def test_a_dead_connection_delays_the_sweep_once_and_its_pushes_are_sent_later(line):
    overdue(9)
    line.is_dead = True
    began = timezone.now()
    assert Trade.objects.expire_due(batch=3) == 9
    assert timezone.now() - began < timedelta(seconds=4)
    assert cache.get(UNPUSHED)
    line.is_dead = False
    assert Trade.objects.expire_due() == 0
    assert not cache.get(UNPUSHED)


def test_without_expired_trades_nothing_is_pushed(line):
    rooms.negotiating()
    publisher.flush(10)
    line.left.clear()
    assert Trade.objects.expire_due() == 0
    publisher.flush(10)
    assert not line.left
