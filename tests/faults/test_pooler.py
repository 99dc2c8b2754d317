"""PgBouncer in transaction mode in front of Postgres: the site sells, sweeps and keeps its timeouts."""

import asyncio
import subprocess
import sys
import time
from contextlib import ExitStack

import httpx
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from carts.models import Cart
from config.database_settings import SESSION_SETTINGS
from marketplace.errors import Refused
from marketplace.models import Mail, Order, SaleFact
from tests import cast
from tests.buyer import Buyer
from tests.faults.measurements import print_figure
from tests.faults.polling import wait_until
from tests.faults.test_duplicate_beats import due, program
from tests.pooler import Pooler, pooler, through_pooler
from tests.races.threads import run_together
from tests.site import Site, build_environment
from tests.trading import rooms
from trading.models import TradeEvent

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
WORKER = ("worker", "--concurrency=2", "--without-gossip", "--without-mingle")
BUYERS = 30


@pytest.fixture
def pooled(transactional_db, monkeypatch):
    """Run PgBouncer, and let the programs of the site use it."""
    with pooler() as running:
        monkeypatch.setenv("DATABASE_POOLER_URL", running.url(connection.settings_dict["NAME"]))
        yield running


def migrate(folder):
    """Run `manage.py migrate` with the settings of the site; return its output."""
    command = [sys.executable, "manage.py", "migrate", "--no-input"]
    environment = build_environment(Site(8000), "redis://127.0.0.1:9", folder)
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def session(running: Pooler) -> psycopg.Connection:
    return psycopg.connect(running.url(connection.settings_dict["NAME"]), autocommit=True, prepare_threshold=None)


def test_migrate_stores_the_timeouts_and_postgres_keeps_them(pooled, folder):
    assert "timeouts are stored" in migrate(folder)
    assert "timeouts are stored" not in migrate(folder), "the second run has nothing to store"
    pooled.reconnect()
    item = cast.item()
    with session(pooled) as one, session(pooled) as other:
        assert {name: one.execute(f"SHOW {name}").fetchall()[0][0] for name in SESSION_SETTINGS} == SESSION_SETTINGS
        with other.transaction():
            other.execute("SELECT FROM marketplace_item WHERE id = %s FOR UPDATE", [item.pk])
            began = time.monotonic()
            with pytest.raises(psycopg.errors.LockNotAvailable):
                one.execute("SELECT FROM marketplace_item WHERE id = %s FOR UPDATE", [item.pk])
            waited = time.monotonic() - began
        began = time.monotonic()
        with pytest.raises(psycopg.errors.QueryCanceled):
            one.execute("SELECT pg_sleep(40)")
        ran = time.monotonic() - began
    print_figure("pooler", lock_ended_s=round(waited, 1), statement_ended_s=round(ran, 1))
    assert (waited < 10, ran < 25) == (True, True)


def locks():
    """Return the advisory locks that sessions of this database hold, once all programs had time to leave."""
    time.sleep(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.* FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE datname = current_database() AND locktype = 'advisory'"
        )
        return cursor.fetchall()


async def buy(site, item):
    """Let a crowd race for an item; return the statuses of all answers."""
    buyers = [Buyer(site) for _ in range(BUYERS)]
    await asyncio.gather(*(buyer.fill(item) for buyer in buyers))
    await asyncio.gather(*(buyer.buy() for buyer in buyers))
    await asyncio.gather(*(buyer.web.aclose() for buyer in buyers))
    return [answer.status_code for buyer in buyers for answer in buyer.answers]


async def merge(site, item, other, bob):
    """Fill a cart as a guest, then sign in."""
    guest = Buyer(site)
    await guest.fill(item, other)
    await guest.post("/accounts/login/", login=bob.email, password=cast.PASSWORD)
    await guest.web.aclose()
    return [answer.status_code for answer in guest.answers]


def test_the_site_sells_through_it(pooled, serving, redis_server, folder):
    migrate(folder)
    site = serving()
    last, plenty, other = cast.item(stock=1), cast.item(stock=100), cast.item(stock=100)
    with override_settings(PASSWORD_HASHERS=HASHERS):
        bob = cast.person("Bob Buyer")
    statuses = asyncio.run(buy(site, last))
    assert sorted(statuses) == sorted([302] * (BUYERS + 2) + [409] * (BUYERS - 1))
    assert Order.objects.get().status == Order.Status.PAID
    assert asyncio.run(buy(site, plenty)) == [302] * (3 * BUYERS)
    assert asyncio.run(merge(site, plenty, other, bob)) == [302, 302, 302]
    assert set(Cart.objects.get(member=bob).lines.values_list("item", flat=True)) == {plenty.pk, other.pk}
    pages = [httpx.get(f"{site.origin}{path}", timeout=30).status_code for path in ("/leaderboard/", "/readyz") * 8]
    assert set(pages) == {200}
    assert SaleFact.objects.count() == BUYERS + 1


def test_sweeps_run_again_and_again(pooled, redis_server, folder):
    migrate(folder)
    order = due(cast.item(stock=1))
    with ExitStack() as running:
        running.enter_context(program(redis_server.url, folder, *WORKER))
        running.enter_context(program(redis_server.url, folder, "beat", "--pidfile=", f"--schedule={folder / 'beat'}"))
        wait_until(lambda: Order.objects.get(pk=order.pk).status == Order.Status.EXPIRED, 90)
        rounds = []
        for number in range(6):
            cast.paid_order(cast.guest(), (cast.item(), 1), email=f"guest{number}@example.com")
            rounds.append(wait_until(lambda: not Mail.objects.filter(sent_at=None).exists(), 60))
    print_figure("pooler", mail_rounds_s=rounds)
    assert not locks(), "a lock that stays would stop its sweep for ever"


def test_a_trade_is_decided_once(transactional_db):
    room = rooms.negotiating()
    with through_pooler():
        outcomes = run_together(*(lambda: room.fresh().accept(by=room.bob, version=1) for _ in range(10)))
        assert sum(not isinstance(each, Refused) for each in outcomes) == 1, outcomes
        assert TradeEvent.objects.filter(kind="accepted").count() == 1
