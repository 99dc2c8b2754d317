"""A payment provider that takes calls and says nothing keeps its payers waiting for a moment, and nobody else."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest

from config import servers
from marketplace.models import Item, Order, Payment
from tests import cast
from tests.buyer import Buyer
from tests.faults.polling import wait_until
from tests.marketplace.gateways.silent_gateway import VARIABLE, SilentProvider, run_silent_provider
from tests.site import Site, serve_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PAYERS = 12
AT_ONCE = 8
PATIENCE = 2


@pytest.fixture
def silent() -> Iterator[SilentProvider]:
    with run_silent_provider() as silent:
        yield silent


@pytest.fixture
def site(
    transactional_db: None,
    silent: SilentProvider,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> Iterator[Site]:
    """Run the site with the silent provider."""
    settings.PAYMENT_GATEWAY = "tests.marketplace.gateways.silent_gateway.SilentGateway"
    monkeypatch.setenv("PAYMENT_GATEWAY", settings.PAYMENT_GATEWAY)
    monkeypatch.setenv("GATEWAY_MAX_CALLS", str(AT_ONCE))
    monkeypatch.setenv("GATEWAY_WAIT_SECONDS", str(PATIENCE))
    monkeypatch.setenv(VARIABLE, str(silent.port))
    with serve_site(servers.redis_url(), tmp_path_factory.mktemp("site")) as site:
        yield site


async def timed(answer: Any) -> float:
    began = time.monotonic()
    await answer
    return time.monotonic() - began


async def pay(buyers: list[Buyer], item: Item) -> list[str]:
    """Have all check out; return the addresses of their checkouts."""
    for buyer in buyers:
        await buyer.fill(item)
    return [await buyer.check_out() or "" for buyer in buyers]


def crowd(site: Site, item: Item) -> tuple[list[float], list[float], list[str]]:
    """Let payers wait for the provider; return how long each and other pages took, and where payers were led."""

    async def run() -> tuple[list[float], list[float], list[str]]:
        buyers, guest = [Buyer(site) for _ in range(PAYERS)], Buyer(site)
        pages = await pay(buyers, item)
        form = {"method": "test-pays", **cast.ADDRESS}
        paying = [
            asyncio.create_task(timed(buyer.post(f"{page}pay/", key=cast.key(), **form)))
            for buyer, page in zip(buyers, pages, strict=True)
        ]
        await asyncio.sleep(0.5)
        others = [await timed(guest.web.get(path)) for path in ("/robots.txt", "/", item.product.get_absolute_url())]
        waits = await asyncio.gather(*paying)
        leads = [buyer.answers[-1].headers.get("location", "") for buyer in buyers]
        last = await buyers[0].web.get(leads[0])
        leads.append(last.text)
        await asyncio.gather(*(buyer.web.aclose() for buyer in [*buyers, guest]))
        return waits, others, leads

    return asyncio.run(run())


def test_pages_come_at_once_and_payments_finish_by_themselves(site, silent):
    item = cast.item(stock=100)
    waits, others, leads = crowd(site, item)
    page = leads.pop()
    assert max(others) < 1.5, others
    assert max(waits) < 2 * PATIENCE + 2, waits
    assert all(lead.startswith("/orders/") for lead in leads), leads
    assert "waiting for your payment provider" in page
    assert set(Payment.objects.values_list("status", flat=True)) == {"intent"}

    silent.speak("captured")
    wait_until(lambda: Order.objects.filter(status="paid").count() >= AT_ONCE, 10)
    assert Item.objects.get(pk=item.pk).on_hand == 100 - Order.objects.filter(status="paid").count()


def test_a_refusal_that_comes_late_is_told_on_the_page(site, silent):
    item = cast.item(stock=5)

    async def run() -> str:
        buyer = Buyer(site)
        (page,) = await pay([buyer], item)
        answer = await buyer.post(f"{page}pay/", key=cast.key(), method="test-pays", **cast.ADDRESS)
        silent.speak("declined")
        await asyncio.to_thread(wait_until, Payment.objects.filter(status="failed").exists, 10)
        text = (await buyer.web.get(answer.headers["location"])).text
        await buyer.web.aclose()
        return text

    assert "You can try again" in asyncio.run(run())
