"""Five hundred buyers at once over real HTTP: no more is sold than there is, and nobody sees the server fail."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator

import pytest

from config import servers
from marketplace.gateways.fake import PAYS
from marketplace.models import Hold, Item, Order, OrderLine, Payment, SaleFact
from tests import cast
from tests.buyer import PATIENCE, Buyer
from tests.site import Site, serve_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(
    transactional_db: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """Run the site on the tests' database, with patience enough for a slow machine to serve the whole line."""
    monkeypatch.setenv("GATE_WAIT_SECONDS", str(PATIENCE))
    with serve_site(servers.redis_url(), tmp_path_factory.mktemp("site")) as site:
        yield site


def crowd(site: Site, size: int, *steps: Callable[[Buyer], Awaitable[object]]) -> Counter[int]:
    """Have so many buyers take each step at once; return how often each status was answered."""

    async def run() -> Counter[int]:
        buyers = [Buyer(site) for _ in range(size)]
        for step in steps:
            await asyncio.gather(*(step(buyer) for buyer in buyers))
        answers = [answer for buyer in buyers for answer in buyer.answers]
        assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 503)
        await asyncio.gather(*(buyer.web.aclose() for buyer in buyers))
        return Counter(answer.status_code for answer in answers)

    return asyncio.run(run())


def test_one_unit_goes_to_one_of_five_hundred(site):
    item = cast.item(stock=1)
    statuses = crowd(site, 500, lambda buyer: buyer.fill(item), Buyer.buy)
    # 500 filled their cart; one checked out and paid; the others were refused.
    assert statuses == {302: 502, 409: 499}
    item.refresh_from_db()
    assert item.on_hand == 0
    assert [order.status for order in Order.objects.all()] == [Order.Status.PAID]
    assert (OrderLine.objects.count(), SaleFact.objects.count(), Hold.objects.count()) == (1, 1, 0)


def test_a_hundred_units_in_carts_of_several_lines_are_sold_once_each(site):
    items = [cast.item(stock=20) for _ in range(5)]
    chance = random.Random(3)
    statuses = crowd(site, 500, lambda buyer: buyer.fill(*chance.sample(items, 2)), Buyer.buy)
    assert set(statuses) == {302, 409}
    paid = OrderLine.objects.filter(order__status=Order.Status.PAID)
    left = sum(item.on_hand for item in Item.objects.all())
    assert sum(line.quantity for line in paid) + left == 100
    assert left <= 10, "buyers were refused although both of their items were there"
    assert {order.lines.count() for order in Order.objects.all()} == {2}
    assert set(Order.objects.values_list("status", flat=True)) == {Order.Status.PAID}


def test_one_form_sent_fifty_times_and_again_later_is_one_order(site):
    item = cast.item(stock=10)

    async def run() -> list[str | None]:
        buyer, key = Buyer(site), cast.key()
        await buyer.fill(item)
        pages = await asyncio.gather(*(buyer.check_out(key) for _ in range(50)))
        forms = {"method": PAYS, "key": cast.key(), **cast.ADDRESS}
        paid = await asyncio.gather(*(buyer.post(f"{pages[0]}pay/", **forms) for _ in range(20)))
        assert {answer.headers["location"] for answer in paid} == {str(pages[0]).replace("checkout", "orders")}
        return [*pages, await buyer.check_out(key)]

    *pages, later = asyncio.run(run())
    order = Order.objects.get()
    assert set(pages) == {f"/checkout/{order.number}/"}
    assert later == order.get_absolute_url()
    assert (order.status, Payment.objects.count(), SaleFact.objects.count()) == (Order.Status.PAID, 1, 1)
    item.refresh_from_db()
    assert item.on_hand == 9
