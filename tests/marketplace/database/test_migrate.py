"""`migrate` has time-outs of its own, and builds of indexes do not stop the traffic."""

import importlib
import pkgutil
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import CommandError, call_command
from django.db import connection, connections, migrations, models
from django.db.migrations import Migration
from django.db.models.signals import post_migrate, pre_migrate

NAMES = ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout")
OURS = ("activity", "carts", "config", "leaderboard", "marketplace", "trading")
BEFORE_THE_RULE = {
    ("carts", "0004_live_carts"),
    ("carts", "0007_who_and_how_long"),
    ("marketplace", "0004_sell_ship_refund"),
    ("marketplace", "0007_people_and_mail"),
    ("marketplace", "0009_search"),
    ("marketplace", "0014_one_click_unsubscribe"),
    ("trading", "0003_tell_block_report"),
}
"""These also change columns, so that they can't be taken apart once they were applied somewhere."""

pytestmark = [pytest.mark.detail, pytest.mark.django_db(transaction=True)]


def limits():
    with connection.cursor() as cursor:
        return {name: cursor.execute("SELECT current_setting(%s)", [name]).fetchone()[0] for name in NAMES}


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def strict():
    """Give the connection short time-outs, and drop all pooled connections afterwards.

    `close()` only hands a connection back to the pool, with its time-outs still set for the next test.
    """
    for name, value in zip(NAMES, ("200ms", "200ms", "5s"), strict=True):
        run(f"SET {name} = '{value}'")
    yield
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]


@pytest.mark.parametrize("moment", [pre_migrate, post_migrate])
def test_a_statement_may_take_as_long_as_it_takes(strict, moment):
    seen = []

    def work(sender, **kwargs):
        if sender.name == "marketplace":
            seen.append(limits())
            run("SELECT pg_sleep(0.4)")

    moment.connect(work)
    try:
        call_command("migrate", verbosity=0)
    finally:
        moment.disconnect(work)
    assert seen == [{"statement_timeout": "0", "idle_in_transaction_session_timeout": "0", "lock_timeout": "5s"}]


def test_afterwards_the_connection_is_as_it_was(strict):
    before = limits()
    call_command("migrate", verbosity=0)
    assert limits() == before


def test_a_connection_that_was_lost_comes_back_as_patient(strict):
    def lose(sender, **kwargs):
        if sender.name == "marketplace":
            connection.close()
            assert limits()["statement_timeout"] == "0"

    pre_migrate.connect(lose)
    try:
        call_command("migrate", verbosity=0)
    finally:
        pre_migrate.disconnect(lose)


def prepared(operations, *, atomic):
    """Return the limits after a migration of these operations was prepared."""
    from marketplace.management.commands.migrate import Command

    migration: Any = Migration("one", "marketplace")
    migration.operations, migration.atomic = operations, atomic
    command = Command()
    command.database = connection
    with command._patient():
        command.prepare(migration)
        return limits()


def test_only_builds_beside_the_traffic_wait_for_others_for_ever(strict):
    assert prepared([], atomic=True)["lock_timeout"] == "5s"
    assert prepared([], atomic=False)["lock_timeout"] == "0"


@pytest.mark.parametrize("is_valid", [True, False])
def test_an_index_of_an_earlier_attempt_is_built_again(strict, is_valid):
    run("CREATE INDEX left_behind ON marketplace_category (name)")
    run(f"UPDATE pg_index SET indisvalid = {is_valid} WHERE indexrelid = 'left_behind'::regclass")
    prepared([AddIndexConcurrently("category", models.Index(fields=["name"], name="left_behind"))], atomic=False)
    with connection.cursor() as cursor:
        assert cursor.execute("SELECT to_regclass('left_behind')").fetchone() == (None,)


def every_migration():
    for app in OURS:
        package = importlib.import_module(f"{apps.get_app_config(app).name}.migrations")
        for module in pkgutil.iter_modules(package.__path__):
            found = importlib.import_module(f"{package.__name__}.{module.name}")
            yield app, module.name, found.Migration


def builds_a_lock(migration):
    made = {each.name.lower() for each in migration.operations if isinstance(each, migrations.CreateModel)}
    plain = [each for each in migration.operations if type(each) is migrations.AddIndex]
    return [each for each in plain if each.model_name.lower() not in made]


def test_indexes_of_tables_that_were_there_before_are_built_beside_the_traffic():
    locking = {(app, name) for app, name, migration in every_migration() if builds_a_lock(migration)}
    assert locking <= BEFORE_THE_RULE
    written = [
        (app, name, each.sql)
        for app, name, migration in every_migration()
        for each in migration.operations
        if isinstance(each, migrations.RunSQL) and "CREATE INDEX" in str(each.sql).upper()
    ]
    assert [one for one in written if "CONCURRENTLY" not in str(one[2]).upper()] == []


def test_an_old_postgres_is_refused_before_the_first_migration(monkeypatch):
    def begin(sender, **kwargs):
        raise AssertionError("a migration began")

    monkeypatch.setattr(connections["default"], "pg_version", 160_004)
    pre_migrate.connect(begin)
    try:
        with pytest.raises(
            CommandError, match=r"^Postgres 17 or newer is needed, and this is 16\.4\. Nothing was changed"
        ):
            call_command("migrate", verbosity=0)
    finally:
        pre_migrate.disconnect(begin)
