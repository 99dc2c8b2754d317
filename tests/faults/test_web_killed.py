"""A web process is killed under a thousand pages and started again: all come back and are right again (R11)."""

import asyncio
import time

import httpx
import pytest

from tests import cast
from tests.faults.measurements import p95, print_figure
from tests.faults.polling import wait_until
from tests.faults.tab import Tab

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
PAGES = 1000


@pytest.fixture(autouse=True)
def room(monkeypatch):
    """Let all pages come from one address."""
    monkeypatch.setenv("LIVE_SOCKETS_PER_ADDRESS", "10000")


def ask(site):
    """Return how long somebody else waits for the home page, and the status of the answer."""
    began = time.monotonic()
    answer = httpx.get(f"{site.origin}/", timeout=30)
    time.sleep(0.05)
    return round(time.monotonic() - began - 0.05, 3), answer.status_code


async def arrive(tabs):
    lives = []
    for tab in tabs:
        lives.append(asyncio.create_task(tab.live_on()))
        await asyncio.sleep(0.002)
    await asyncio.gather(*lives)


def test_a_thousand_pages_come_back_to_a_killed_server(serving, start):
    first = serving()
    cast.paid_order(cast.guest(), (cast.item(), 1))
    tabs = [Tab(first, "toasts", "/activity/recent/") for _ in range(PAGES)]
    start(arrive(tabs))
    wait_until(lambda: all(tab.is_live for tab in tabs), 40)
    read = [len(tab.shown) for tab in tabs]
    first.process.kill()
    killed = time.monotonic()
    first.process.wait()
    serving(port=first.port)
    listens = time.monotonic()
    others = [ask(first) for _ in range(50)]
    wait_until(lambda: all(tab.is_live and len(tab.opened) > 1 for tab in tabs), 40)
    right = round(time.monotonic() - listens, 2)
    back = [max(0.0, tab.opened[1] - listens) for tab in tabs]
    from_kill = [tab.opened[1] - killed for tab in tabs]
    lost = sum(len(tab.lost) - 1 for tab in tabs)
    seconds, answers = zip(*others, strict=True)
    print_figure("R11", pages=PAGES, all_right_after_s=right, page_p95_s=p95(seconds), page_worst_s=max(seconds),
        down_s=round(listens - killed, 2), p95_s=p95(back), worst_s=round(max(back), 2),
        p95_from_kill_s=p95(from_kill), lost_again=lost)  # fmt: skip
    assert p95(back) <= 6
    assert lost == 0
    again = {len(tab.shown) - before for tab, before in zip(tabs, read, strict=True)}
    assert again == {1}, "each reads once what it may have missed"
    assert set(answers) == {200}
    assert right <= 30
