"""The simulator on a running site: it buys, gives up, and copes with a site that is away."""

import asyncio
import random
import socket

import pytest

from config.demo import haggler
from config.demo.haggling import ANSWERS
from config.demo.pages import Page
from config.demo.people import CAST, PASSWORD, Person
from config.demo.shopper import Pace, Shopper, runs_short
from config.demo.simulator import SELLERS, Crowd
from marketplace.models import Item, Order, ProductView, Shop, Visit
from tests import cast
from trading.models import Trade

CITY = ("Lisbon", "PT", "Portugal", "1100-048")
ANA = Person("Ana Silva", "ana.silva@livestall.example", CITY, "1 Mill Street")


@pytest.fixture
def log():
    return []


@pytest.fixture
def shop_with_plenty(transactional_db):
    return cast.product(stock={"M": 50, "L": 50})


def shopper(base, log, person=ANA) -> Shopper:
    return Shopper(base, person, Pace(0.01, luck=random.Random(1)), log.append, think=0)


async def buys(who: Shopper, card: str) -> bool:
    """Add something, check out and pay by a card."""
    page = await who.browser.open((await who.browser.open("/")).links_to("/products/")[0])
    assert await who.add(page)
    checkout = (await who.browser.open("/cart/")).form("/checkout/")
    assert checkout
    page = await who.browser.send(checkout)
    done = await who.pay(page, card)
    await who.browser.close()
    return done


def test_a_guest_buys_through_the_pages(live_server, shop_with_plenty, log):
    assert asyncio.run(buys(shopper(live_server.url, log), "pays"))
    order = Order.objects.get()
    assert (order.status, order.email, order.ship_city, order.buyer) == ("paid", ANA.email, "Lisbon", None)
    assert Item.objects.filter(on_hand__lt=50).count() == 1
    assert order.number in log[-1]


def test_who_looks_around_is_counted_as_a_visitor_and_a_viewer(live_server, shop_with_plenty, log):
    who = shopper(live_server.url, log)

    async def look():
        await who.look_at_something()
        await who.browser.close()

    asyncio.run(look())
    assert (Visit.objects.count(), ProductView.objects.count()) == (1, 1)


@pytest.mark.slow
def test_a_declined_card_is_followed_by_one_that_pays(live_server, shop_with_plenty, log):
    assert asyncio.run(buys(shopper(live_server.url, log), "declined"))
    assert list(Order.objects.get().payments.values_list("status", flat=True)) == ["failed", "captured"]
    assert any("could not pay" in line for line in log)


@pytest.mark.slow
def test_a_member_signs_in_first(live_server, shop_with_plenty, log):
    member = cast.person("Ana Silva", email=ANA.email, password=PASSWORD)

    async def comes(who: Shopper) -> bool:
        await who.sign_in()
        return await buys(who, "pays")

    assert asyncio.run(comes(shopper(live_server.url, log)))
    assert Order.objects.get().buyer == member


@pytest.mark.slow
def test_a_guest_who_keeps_purchases_private_says_so(live_server, shop_with_plenty, log):
    private = Person(ANA.name, ANA.email, CITY, ANA.street, shows_activity=False)
    assert asyncio.run(buys(shopper(live_server.url, log, private), "pays"))
    assert not Order.objects.get().show_activity


@pytest.mark.slow
def test_the_crowd_stops_after_its_purchase(live_server, shop_with_plenty, log):
    crowd = Crowd(live_server.url, Pace(0.05, limit=1, luck=random.Random(4)), log.append, shoppers=1)
    for known in (crowd.members, crowd.sellers):
        known.clear()  # this site has no accounts
    asyncio.run(asyncio.wait_for(crowd.run(), 60))
    assert Order.objects.filter(status="paid").count() == 1
    assert not [line for line in log if "unwell" in line]


@pytest.mark.slow
def test_the_crowd_waits_while_the_site_is_away(log):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        crowd = Crowd(f"http://127.0.0.1:{unused.getsockname()[1]}", Pace(1), log.append, shoppers=1)
        crowd.sellers.clear()

        async def for_a_while() -> None:
            await asyncio.wait_for(crowd.run(), 1.5)

        with pytest.raises(TimeoutError):
            asyncio.run(for_a_while())
    assert 1 <= len(log) <= 2
    assert "unwell" in log[0]


def test_the_last_units_are_left_to_real_people():
    page = Page('<form action="/cart/add/"><label><input type="radio" name="item" value="1"> M 3 left</label></form>')
    assert runs_short(page.forms[0].choices("item")[0], page)
    plenty = Page('<form action="/cart/add/"><label><input type="radio" name="item" value="1"> M</label></form>')
    assert not runs_short(plenty.forms[0].choices("item")[0], plenty)


def test_two_haggle_through_the_pages_until_it_is_paid(live_server, log):
    product = cast.product(stock=50)
    owner = cast.person("Ola Owner", email="ola.owner@livestall.example", password=PASSWORD)
    Shop.objects.filter(pk=product.shop_id).update(owner=owner)
    cast.person("Ana Silva", email=ANA.email, password=PASSWORD)
    buyer, seller = (shopper(live_server.url, log, person) for person in (ANA, Person("Ola", owner.email, CITY, "")))

    async def haggle() -> None:
        for who in (buyer, seller):
            await who.sign_in()
        await haggler.make_offer(buyer)
        (room,) = await haggler.rooms_of(seller)
        await haggler.say(seller, await seller.browser.open(room), ANSWERS)
        await haggler.step(seller, await seller.browser.open(room), "apply", "took up an offer in")
        agreed = (await buyer.browser.open(room)).form("/accept/")
        assert agreed
        await buyer.pay(await buyer.browser.send(agreed), "pays")
        for who in (buyer, seller):
            await who.browser.close()

    asyncio.run(haggle())
    trade = Trade.objects.get()
    kinds = list(trade.actions.values_list("kind", flat=True))
    assert kinds == ["created", "countered", "applied", "accepted", "paid"], log
    assert trade.messages.count() == 1


def test_whoever_sells_in_the_simulator_is_none_of_the_cast(log):
    names = {who.person.name for who in Crowd("http://localhost:1", Pace(1), log.append, 1).sellers}
    assert len(names) == SELLERS
    assert not names & set(CAST)
