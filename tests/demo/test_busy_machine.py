"""On a busy machine the demo starts slowly, but no timeout breaks it off."""

import time
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from config.demo.data import passwords
from config.demo.launcher import services
from config.demo.launcher.address import Address
from config.demo.management.commands import demo
from config.demo.management.commands.load_demo import Command
from config.servers import startup_wait
from tests.site import find_free_port

pytestmark = pytest.mark.detail


@pytest.fixture
def prepare(monkeypatch):
    """Return the preparation of a demo, without its pictures."""
    monkeypatch.setattr(demo, "copy_pictures", lambda folder: 0)
    return demo.Command().prepare


def test_the_demo_waits_for_a_slow_web_server_that_makes_progress(monkeypatch):
    answered = iter([False] * 12 + [True])
    monkeypatch.setattr(services, "is_ready", lambda address: next(answered))
    monkeypatch.setattr(startup_wait, "CHECK_SECONDS", 0.02)
    steps = iter(range(1000))
    address = Address("127.0.0.1", find_free_port())
    assert services.wait_until_ready(address, lambda: None, measure_progress=lambda: next(steps), seconds=0.3)


@pytest.fixture
def short_timeouts(transactional_db):
    """Set the statement and idle timeouts of the database to 200 ms."""
    database: Any = connections["default"]
    options = database.settings_dict["OPTIONS"]
    before = options["options"]
    connections.close_all()
    database.close_pool()
    options["options"] += " -c statement_timeout=200 -c idle_in_transaction_session_timeout=200"
    yield
    connections.close_all()
    database.close_pool()
    options["options"] = before


@pytest.mark.parametrize("slow", ["statement", "pause"])
def test_migrating_the_demo_has_no_timeout(short_timeouts, prepare, monkeypatch, slow):
    migrated = []

    def call(command: str, *arguments: object, **options: object) -> None:
        if command != "migrate":
            return
        migrated.append(command)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.5)" if slow == "statement" else "SELECT 1")
            time.sleep(0.5 if slow == "pause" else 0)
            cursor.execute("SELECT 1")

    monkeypatch.setattr(demo, "call_command", call)
    monkeypatch.setattr(passwords, "restore_known_password", lambda: None)
    prepare(Address("127.0.0.1", find_free_port()))
    assert migrated == ["migrate"]


def test_the_timeouts_are_restored_after_the_migration(short_timeouts, prepare, monkeypatch):
    monkeypatch.setattr(demo, "call_command", lambda *arguments, **options: None)
    before = connection.settings_dict["OPTIONS"]["options"]
    prepare(Address("127.0.0.1", find_free_port()))
    assert connection.settings_dict["OPTIONS"]["options"] == before


def test_loading_the_demo_has_no_timeout(short_timeouts, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    loaded = []

    def load_slowly(command: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.5)")
        loaded.append(command)

    monkeypatch.setattr(Command, "load_rows", load_slowly)
    call_command("load_demo", "--no-pictures", verbosity=0)
    assert len(loaded) == 1
