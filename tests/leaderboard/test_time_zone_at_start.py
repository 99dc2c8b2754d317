"""A `TIME_ZONE` changed without `migrate` is noticed at the start of a process, and the leaderboard is recounted."""

import logging
from datetime import UTC, datetime

import pytest
from celery.signals import worker_ready
from django.db import DatabaseError

from config import servers
from leaderboard import drift, tasks
from leaderboard.models import SiteZone
from leaderboard.time_zone import follow_time_zone
from marketplace.models import SaleFact
from tests import cast
from tests.faults.polling import wait_until
from tests.leaderboard.sales_and_views import everywhere, sale
from tests.site import serve_site

pytestmark = pytest.mark.detail

NIGHT = datetime(2026, 6, 30, 23, tzinfo=UTC)


@pytest.fixture
def alice(db):
    """A seller with a sale in the last hour of June in London, already July in Nairobi."""
    SiteZone.objects.update_or_create(pk=1, defaults={"time_zone": "UTC"})
    alice = cast.shop().owner
    SaleFact.objects.all().delete()
    sale(alice, 5, NIGHT)
    return alice


def test_a_changed_time_zone_moves_counts(alice, settings, caplog):
    settings.TIME_ZONE = "Africa/Nairobi"
    follow_time_zone()
    assert everywhere(alice)["2026-07"] == (5, 0)
    assert (drift.find_drift(), "2026-06" in everywhere(alice)) == ([], False)
    assert "Africa/Nairobi" in caplog.text


def test_the_same_zone_costs_nothing(alice, settings, monkeypatch, caplog):
    settings.TIME_ZONE = "UTC"
    monkeypatch.setattr(drift, "repair_leaderboard", lambda: pytest.fail("it was counted anew"))
    follow_time_zone()
    assert not caplog.text


def test_a_database_that_is_away_or_not_migrated_stops_no_start(alice, settings, monkeypatch, caplog):
    def fail(self: object) -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr(type(SiteZone.objects.all()), "follow_settings", fail)
    with caplog.at_level(logging.WARNING):
        follow_time_zone()
    assert "TIME_ZONE" in caplog.text


def test_a_worker_that_starts_has_it_looked_at(monkeypatch):
    asked = []
    monkeypatch.setattr(tasks.follow_time_zone, "delay", lambda: asked.append(1))
    worker_ready.send(sender=None)
    assert asked == [1]


def test_a_worker_without_its_broker_starts_all_the_same(monkeypatch, caplog):
    def fail() -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(tasks.follow_time_zone, "delay", fail)
    worker_ready.send(sender=None)
    assert "TIME_ZONE" in caplog.text


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_web_server_that_starts_puts_it_right(transactional_db, alice, settings, tmp_path_factory, monkeypatch):
    settings.TIME_ZONE = "Africa/Nairobi"
    monkeypatch.setenv("TIME_ZONE", settings.TIME_ZONE)
    with serve_site(servers.redis_url(), tmp_path_factory.mktemp("site")):
        wait_until(lambda: "2026-07" in everywhere(alice), 20)
    assert drift.find_drift() == []
