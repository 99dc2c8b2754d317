"""Redis is killed or frozen for twenty seconds: orders and pages keep working, and sockets stay open (R8)."""

import asyncio
import time

import httpx
import pytest

from marketplace.models import Item, Order, SaleFact
from tests import cast
from tests.buyer import Buyer
from tests.faults.measurements import p95, print_figure
from tests.faults.polling import wait_until
from tests.faults.tab import Tab

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
AWAY = 20  # s
STOCK = 10_000
FAULTS = {"killed": ("stop", "start"), "frozen": ("freeze", "thaw")}


class Street:
    """Guests that buy, read pages and watch until the test stops them; keeps all their responses."""

    def __init__(self, site, item):
        self.site, self.item = site, item
        self.answers: list[tuple[float, httpx.Response]] = []
        self.bought: set[str] = set()
        self.open = True

    async def buy(self):
        while self.open:
            buyer = Buyer(self.site)
            await buyer.fill(self.item)
            await buyer.buy()
            self.note(*buyer.answers)
            self.bought.add(buyer.answers[-1].headers["location"])
            await buyer.web.aclose()

    async def read(self):
        async with httpx.AsyncClient(base_url=self.site.origin, verify=False, timeout=60) as web:
            while self.open:
                for path in ("/", self.item.product.get_absolute_url(), "/activity/"):
                    self.note(await web.get(path))
                await asyncio.sleep(0.1)

    def note(self, *answers):
        self.answers += [(time.monotonic(), answer) for answer in answers]

    def seconds(self, since, until):
        return [answer.elapsed.total_seconds() for at, answer in self.answers if since <= at < until]


@pytest.fixture
def watched():
    """A product with few units left, as its page shows."""
    return cast.product(stock={"S": 5, "M": STOCK})


@pytest.mark.parametrize("fault", FAULTS)
def test_twenty_seconds_without_redis(site, redis_server, start, watched, fault):
    away, back = (getattr(redis_server, name) for name in FAULTS[fault])
    small, medium = watched.items.get(label="S"), watched.items.select_related("product").get(label="M")
    tabs = [Tab(site, f"stock.{watched.pk}", f"{watched.get_absolute_url()}sizes/") for _ in range(20)]
    lives = [start(tab.live_on()) for tab in tabs]
    wait_until(lambda: all(tab.is_live for tab in tabs))
    street, began = Street(site, medium), time.monotonic()
    people = [start(work()) for work in (street.buy, street.buy, street.read)]
    time.sleep(3)
    away()
    broke = time.monotonic()
    time.sleep(AWAY / 2)
    cast.paid_order(cast.guest(), (small, 1))
    time.sleep(AWAY / 2)
    heard, returned = [len(tab.shown) for tab in tabs], time.monotonic()
    back()
    stale_after = wait_until(lambda: all("stale" in tab.states[1:] for tab in tabs))
    right = round(time.monotonic() - returned, 2) - stale_after
    right = stale_after + wait_until(
        lambda: all(
            len(tab.shown) > before and "4 left" in tab.shown[-1] for tab, before in zip(tabs, heard, strict=True)
        )
    )
    street.open = False
    for person in people:
        person.result(60)
    assert not any(life.done() for life in lives)
    statuses = {answer.status_code for _, answer in street.answers}
    print_figure(
        "R8",
        fault=fault,
        answers=len(street.answers),
        orders=len(street.bought),
        statuses=sorted(statuses),
        normal_p95_s=p95(street.seconds(began, broke)),
        p95_s=p95(street.seconds(broke, returned)),
        worst_s=round(max(street.seconds(broke, returned)), 2),
        told_after_s=stale_after,
        right_after_s=right,
        sockets_lost=sum(len(tab.lost) for tab in tabs),
    )
    assert statuses == {200, 302}
    assert max(street.seconds(broke, returned)) < 10
    assert all(tab.lost == [] for tab in tabs)
    assert right <= 10
    paid = Order.objects.filter(status=Order.Status.PAID, lines__item=medium)
    assert {order.get_absolute_url() for order in paid} == street.bought
    assert SaleFact.objects.count() == len(street.bought) + 1
    assert Item.objects.get(pk=medium.pk).on_hand == STOCK - len(street.bought)
