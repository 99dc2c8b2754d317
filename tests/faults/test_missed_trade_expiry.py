"""Sweeps over trades that a dead or killed worker left undone: made up for in seconds, each trade once (R6, R7)."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from config.celery import app
from config.models import TaskRun
from config.servers import redis
from tests.faults.measurements import print_figure
from tests.faults.polling import wait_until
from tests.faults.test_duplicate_beats import program
from tests.trading import rooms
from trading.errors import TimeIsUp
from trading.models import Invitation, Trade, TradeEvent
from trading.tasks import expire_trades

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
MANY = 6000
WORKER = ("worker", "--concurrency=1", "--without-gossip", "--without-mingle")


def overdue(count: int) -> None:
    """Leave so many trades, whose deadline is ten minutes past, as if nothing had run since."""
    room, now = rooms.negotiating(), timezone.now()
    one = room.fresh()
    fields = {"seller": room.alice, "buyer": room.bob, "shop": one.shop, "title": "Oranges", "status": "negotiating"}
    times = {"created_at": now - timedelta(minutes=40), "expires_at": now - timedelta(minutes=10)}
    Trade.objects.bulk_create(Trade(**fields, **times, terms=one.terms, revision=2) for _ in range(count))


def expired() -> int:
    return Trade.objects.filter(status="expired").count()


def test_ten_minutes_without_a_worker_nothing_is_honoured_and_then_it_is_made_up_for(
    transactional_db, redis_server, folder
):
    room, waiting = rooms.negotiating(), rooms.draft()
    overdue(100)
    Trade.objects.update(created_at=F("created_at") - timedelta(hours=1))
    Trade.objects.filter(pk__in=[room.trade.pk, waiting.trade.pk]).update(
        expires_at=timezone.now() - timedelta(minutes=10)
    )
    with pytest.raises(TimeIsUp):
        room.trade.accept(by=room.bob, version=1)
    assert Invitation.objects.redeem(waiting.code, by=waiting.bob) is None
    beat = ("beat", "--pidfile=", f"--schedule={folder / 'beat'}")
    with program(redis_server.url, folder, *WORKER), program(redis_server.url, folder, *beat):
        wait_until(TaskRun.objects.exists, 120)
        took = wait_until(lambda: expired() == 102, 60)
    print_figure("R6", of="trades", due=102, caught_up_s=took)
    assert took <= 10
    assert TradeEvent.objects.filter(kind="expired").count() == 102


def test_a_worker_killed_in_the_middle_of_a_sweep_leaves_the_rest_to_the_next(transactional_db, redis_server, folder):
    overdue(MANY)
    with app.connection_for_write(redis.as_broker_url(redis.with_database(redis_server.url, 2))) as broker:
        app.send_task(expire_trades.name, connection=broker)
        with program(redis_server.url, folder, *WORKER) as first:
            wait_until(lambda: expired() > 0, 60)
            first.kill()
            first.wait()
        left = MANY - expired()
        app.send_task(expire_trades.name, connection=broker)
        with program(redis_server.url, folder, *WORKER):
            wait_until(lambda: expired() > MANY - left, 120)
            took = wait_until(lambda: expired() == MANY, 60)
    steps = TradeEvent.objects.filter(kind="expired")
    print_figure("R7", of="trades", due=MANY, left_by_the_kill=left, done_s=took)
    assert took <= 10
    assert 0 < left < MANY, "it was killed before the sweep, or after"
    assert steps.count() == steps.values("trade").distinct().count() == MANY
