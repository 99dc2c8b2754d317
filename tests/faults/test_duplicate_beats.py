"""Two timetables, none, a task sent three times, the queue emptied: orders lapse once, or a little late (R14)."""

import subprocess
import sys
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from config.celery import app
from config.servers import redis
from marketplace.errors import HoldLapsed
from marketplace.models import Hold, Item, Order
from marketplace.tasks import lapse_orders
from tests import cast
from tests.faults.measurements import print_figure
from tests.faults.polling import wait_until
from tests.site import Site, build_environment, terminate_after

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def due(item):
    """Return an order whose time is over."""
    order, past = cast.pending_order(cast.guest(), (item, 1)), timezone.now() - timedelta(seconds=1)
    Order.objects.filter(pk=order.pk).update(expires_at=past)
    Hold.objects.filter(order=order).update(expires_at=past)
    order.refresh_from_db()
    return order


def available(item):
    return Item.objects.with_available().get(pk=item.pk).available


def lapses(order, patience=30):
    """Return how long it takes until the order has lapsed."""
    return wait_until(lambda: Order.objects.get(pk=order.pk).status == Order.Status.EXPIRED, patience)


@contextmanager
def program(redis_url, folder, *words):
    """Run a program of Celery's until the block ends; give its process."""
    command = [sys.executable, "-m", "celery", "--app", "config.celery", "--quiet", *words, "--loglevel=WARNING"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=build_environment(Site(8000), redis_url, folder))
    with terminate_after(process):
        yield process


def test_without_a_beat_nothing_wrong_is_sold(transactional_db):
    item = cast.item(stock=1)
    order = due(item)
    assert available(item) == 1, "what lapsed is free before anybody swept it"
    with pytest.raises(HoldLapsed):
        cast.attempt_payment(order)
    cast.paid_order(cast.guest(), (item, 1))
    assert available(item) == 0


def test_two_beats_and_three_deliveries_lapse_an_order_once(transactional_db, redis_server, folder):
    item = cast.item(stock=10)
    first = due(item)
    with app.connection_for_write(redis.as_broker_url(redis.with_database(redis_server.url, 2))) as broker:
        for _ in range(3):
            app.send_task(lapse_orders.name, connection=broker)
    with ExitStack() as running:
        for words in (
            ("worker", "--concurrency=2", "--without-gossip", "--without-mingle"),
            ("beat", "--pidfile=", f"--schedule={folder / 'beat-1'}"),
            ("beat", "--pidfile=", f"--schedule={folder / 'beat-2'}"),
        ):
            running.enter_context(program(redis_server.url, folder, *words))
        started = lapses(first)
        second = lapses(due(item), 15)
        redis_server.client().flushall()
        emptied = max(lapses(due(item)) for _ in range(3))
    print_figure(
        "R14", beats=2, deliveries=3, lapsed_after_s=second, with_start_s=started, after_redis_was_emptied_s=emptied
    )
    assert {order.status for order in Order.objects.all()} == {Order.Status.EXPIRED}
    assert available(item) == 10
    assert second <= 10
    assert emptied <= 30
