"""A web process is killed under a thousand pages and started again: all come back (R11)."""

import asyncio
import time

import pytest

from tests.faults.figures import p95, say
from tests.faults.tab import Tab
from tests.faults.waiting import seconds_until

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
PAGES = 1000


@pytest.fixture(autouse=True)
def room(monkeypatch):
    """Let all pages come from one address."""
    monkeypatch.setenv("LIVE_SOCKETS_PER_ADDRESS", "10000")


async def arrive(tabs):
    lives = []
    for tab in tabs:
        lives.append(asyncio.create_task(tab.live_on()))
        await asyncio.sleep(0.002)
    await asyncio.gather(*lives)


def test_a_thousand_pages_come_back_to_a_killed_server(serving, start):
    first = serving()
    tabs = [Tab(first, "toasts") for _ in range(PAGES)]
    start(arrive(tabs))
    seconds_until(lambda: all(tab.is_live for tab in tabs), 40)
    first.process.kill()
    killed = time.monotonic()
    first.process.wait()
    serving(port=first.port)
    listens = time.monotonic()
    seconds_until(lambda: all(tab.socket is not None and len(tab.opened) > 1 for tab in tabs), 40)
    back = [max(0.0, tab.opened[1] - listens) for tab in tabs]
    from_kill = [tab.opened[1] - killed for tab in tabs]
    lost = sum(len(tab.lost) - 1 for tab in tabs)
    say("R11", pages=PAGES, down_s=round(listens - killed, 2), p95_s=p95(back), worst_s=round(max(back), 2),
        p95_from_kill_s=p95(from_kill), lost_again=lost)  # fmt: skip
    assert p95(back) <= 6
    assert lost == 0
