"""Two hosts with a data folder each, on one database and one Redis: either is killed, and the site goes on (R23)."""

import asyncio
import re
import time
from contextlib import ExitStack

import pytest

from activity.topics import toasts
from marketplace.gateways.fake import PAYS
from marketplace.models import Item, Order
from tests import cast
from tests.buyer import Buyer
from tests.faults.measurements import p95, print_figure
from tests.faults.polling import wait_until
from tests.faults.tab import Tab
from tests.site import serve_site

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
PAGES = 200  # on each host
BUYERS = 10


@pytest.fixture
def hosts(transactional_db, redis_server, tmp_path_factory, monkeypatch):
    """Run two web processes that share no folder."""
    monkeypatch.setenv("LIVE_SOCKETS_PER_ADDRESS", "10000")
    with ExitStack() as running:
        folders = [tmp_path_factory.mktemp(name) for name in ("here", "there")]
        yield [running.enter_context(serve_site(redis_server.url, folder)) for folder in folders]


def go_to(buyer, host):
    """Let the next request of a browser reach this host, as a balancer without stickiness may."""
    buyer.web.base_url = host.origin
    buyer.web.headers["Origin"] = host.origin


async def buy_on(hosts, item):
    """Buy with each step on the next host; return the statuses."""
    buyer = Buyer(hosts[0])
    go_to(buyer, hosts[0])
    await buyer.fill(item)
    go_to(buyer, hosts[1])
    page, key = await buyer.check_out(), cast.key()
    for host in hosts:  # the second is the same form once more, as after a lost answer
        go_to(buyer, host)
        await buyer.post(f"{page}pay/", method=PAYS, key=key, **cast.ADDRESS)
    await buyer.web.aclose()
    return [answer.status_code for answer in buyer.answers]


async def crowd(hosts, item):
    return await asyncio.gather(*(buy_on(hosts, item) for _ in range(BUYERS)))


@pytest.mark.parametrize("killed", [0, 1])
def test_either_host_is_killed_and_the_other_serves_all(hosts, start, killed):
    item = cast.item(stock=100)
    assert asyncio.run(crowd(hosts, item)) == [[302] * 4] * BUYERS
    tabs = [[Tab(host, "toasts", "/activity/recent/") for _ in range(PAGES)] for host in hosts]
    for tab in (*tabs[0], *tabs[1]):
        start(tab.live_on())
    everybody = [*tabs[0], *tabs[1]]
    wait_until(lambda: all(tab.is_live for tab in everybody), 60)
    left = hosts[1 - killed]
    hosts[killed].process.kill()
    for tab in tabs[killed]:
        tab.site = left
    began = time.monotonic()
    assert asyncio.run(crowd([left, left], item)) == [[302] * 4] * BUYERS
    wait_until(lambda: all(tab.is_live for tab in everybody), 40)
    back = [tab.opened[1] - began for tab in tabs[killed]]
    toasts.push(template="activity/live/withdrawn_purchase.html", context={"keys": ["after."]})
    wait_until(lambda: all(re.search(r"after\.", "".join(tab.shown[-3:])) for tab in everybody), 10)
    print_figure("R23", killed=killed, pages=PAGES, back_p95_s=p95(back), back_worst_s=round(max(back), 2))
    assert p95(back) <= 6
    assert all(tab.lost == [] for tab in tabs[1 - killed])
    assert Order.objects.filter(status=Order.Status.PAID).count() == 2 * BUYERS == Order.objects.count()
    assert Item.objects.get(pk=item.pk).on_hand == 100 - 2 * BUYERS
