"""The simulator on a running site: it buys, negotiates, and waits for an unavailable site."""

import asyncio
import random
import re
import socket

import pytest

from config.demo.data.chat_lines import SELLER_LINES
from config.demo.data.people import CAST, PASSWORD, Person
from config.demo.simulator import negotiator
from config.demo.simulator.crowd import SELLER_COUNT, Crowd
from config.demo.simulator.html_pages import Page
from config.demo.simulator.shopper import Pace, Shopper, is_low_in_stock
from marketplace.models import Item, Order, ProductView, Shop, Visit
from tests import cast
from trading.models import Trade

pytestmark = pytest.mark.detail

CITY = ("Lisbon", "PT", "Portugal", "1100-048")
ANA = Person("Ana Silva", "ana.silva@livestall.example", CITY, "1 Mill Street")


@pytest.fixture
def log():
    return []


@pytest.fixture
def shop_with_plenty(transactional_db):
    return cast.product(stock={"M": 50, "L": 50})


def make_shopper(base, log, person=ANA) -> Shopper:
    return Shopper(base, person, Pace(0.01, rng=random.Random(1)), log.append, think=0)


async def buy_product(shopper: Shopper, card: str) -> bool:
    """Add a product to the cart, check out and pay with a test card."""
    page = await shopper.browser.open((await shopper.browser.open("/")).find_links("/products/")[0])
    assert await shopper.add_to_cart(page)
    checkout = (await shopper.browser.open("/cart/")).find_form("/checkout/")
    assert checkout
    page = await shopper.browser.submit(checkout)
    done = await shopper.pay(page, card)
    await shopper.browser.close()
    return done


def test_a_guest_buys_through_the_pages(live_server, shop_with_plenty, log):
    assert asyncio.run(buy_product(make_shopper(live_server.url, log), "pays"))
    order = Order.objects.get()
    assert (order.status, order.email, order.ship_city, order.buyer) == ("paid", ANA.email, "Lisbon", None)
    assert Item.objects.filter(on_hand__lt=50).count() == 1
    assert re.fullmatch(rf"Ana Silva \(Lisbon\) bought for €[\d.]+, order {order.number}", log[-1]), log[-1]


def test_looking_around_counts_as_a_visit_and_a_view(live_server, shop_with_plenty, log):
    shopper = make_shopper(live_server.url, log)

    async def look():
        await shopper.look_at_product()
        await shopper.browser.close()

    asyncio.run(look())
    assert (Visit.objects.count(), ProductView.objects.count()) == (1, 1)


@pytest.mark.slow
def test_after_a_declined_card_the_shopper_pays_with_another(live_server, shop_with_plenty, log):
    assert asyncio.run(buy_product(make_shopper(live_server.url, log), "declined"))
    assert list(Order.objects.get().payments.values_list("status", flat=True)) == ["failed", "captured"]
    assert any("could not pay" in line for line in log)


@pytest.mark.slow
def test_a_member_signs_in_first(live_server, shop_with_plenty, log):
    member = cast.person("Ana Silva", email=ANA.email, password=PASSWORD)

    async def sign_in_and_buy(shopper: Shopper) -> bool:
        await shopper.sign_in()
        return await buy_product(shopper, "pays")

    assert asyncio.run(sign_in_and_buy(make_shopper(live_server.url, log)))
    assert Order.objects.get().buyer == member


@pytest.mark.slow
def test_a_guest_who_hides_purchases_clears_the_check_box(live_server, shop_with_plenty, log):
    private = Person(ANA.name, ANA.email, CITY, ANA.street, shows_activity=False)
    assert asyncio.run(buy_product(make_shopper(live_server.url, log, private), "pays"))
    assert not Order.objects.get().show_activity


@pytest.mark.slow
def test_the_crowd_stops_at_its_limit(live_server, shop_with_plenty, log):
    crowd = Crowd(live_server.url, Pace(0.05, limit=1, rng=random.Random(4)), log.append, shoppers=1)
    for known in (crowd.members, crowd.sellers):
        known.clear()  # this site has no accounts
    asyncio.run(asyncio.wait_for(crowd.run(), 60))
    assert Order.objects.filter(status="paid").count() == 1
    assert not [line for line in log if "unavailable" in line]


@pytest.mark.slow
def test_the_crowd_waits_while_the_site_is_unavailable(log):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        crowd = Crowd(f"http://127.0.0.1:{unused.getsockname()[1]}", Pace(1), log.append, shoppers=1)
        crowd.sellers.clear()

        async def run_briefly() -> None:
            await asyncio.wait_for(crowd.run(), 1.5)

        with pytest.raises(TimeoutError):
            asyncio.run(run_briefly())
    assert 1 <= len(log) <= 2
    assert "unavailable" in log[0]


def test_products_low_in_stock_are_left_to_real_people():
    page = Page('<form action="/cart/add/"><label><input type="radio" name="item" value="1"> M 3 left</label></form>')
    assert is_low_in_stock(page.forms[0].find_choices("item")[0], page)
    plenty = Page('<form action="/cart/add/"><label><input type="radio" name="item" value="1"> M</label></form>')
    assert not is_low_in_stock(plenty.forms[0].find_choices("item")[0], plenty)


def test_a_buyer_and_a_seller_negotiate_through_the_pages_until_payment(live_server, log):
    product = cast.product(stock=50)
    owner = cast.person("Ola Owner", email="ola.owner@livestall.example", password=PASSWORD)
    Shop.objects.filter(pk=product.shop_id).update(owner=owner)
    cast.person("Ana Silva", email=ANA.email, password=PASSWORD)
    buyer, seller = (
        make_shopper(live_server.url, log, person) for person in (ANA, Person("Ola", owner.email, CITY, ""))
    )

    async def negotiate() -> None:
        for shopper in (buyer, seller):
            await shopper.sign_in()
        await negotiator.make_offer(buyer)
        (trade_url,) = await negotiator.pick_trades(seller)
        await negotiator.send_chat_line(seller, await seller.browser.open(trade_url), SELLER_LINES)
        await negotiator.submit_action(
            seller, await seller.browser.open(trade_url), "apply", "applied a counter-offer in"
        )
        agreed = (await buyer.browser.open(trade_url)).find_form("/accept/")
        assert agreed
        await buyer.pay(await buyer.browser.submit(agreed), "pays")
        for shopper in (buyer, seller):
            await shopper.browser.close()

    asyncio.run(negotiate())
    trade = Trade.objects.get()
    kinds = list(trade.events.values_list("kind", flat=True))
    assert kinds == ["created", "countered", "applied", "accepted", "paid"], log
    assert trade.messages.count() == 1


def test_sellers_in_the_simulator_are_not_in_the_cast(log):
    names = {shopper.person.name for shopper in Crowd("http://localhost:1", Pace(1), log.append, 1).sellers}
    assert len(names) == SELLER_COUNT
    assert not names & set(CAST)
