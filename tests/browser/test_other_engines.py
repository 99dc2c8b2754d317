"""The main flows work in Firefox and WebKit, too: buying, toasts, a negotiation, live carts."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from config.live import publisher
from marketplace.models import Category, Order, User
from tests import cast
from tests.browser import firefox, webkit
from tests.browser.checkout import ADDRESS
from tests.browser.window import Window
from tests.carts.browsers import filled
from tests.site import Site
from tests.trading import rooms

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Window]
ENGINES: dict[str, Any] = {"firefox": firefox, "webkit": webkit}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser of each engine, kept for all tests of this file."""
    folder = [tmp_path_factory.mktemp("profile")] if request.param == "firefox" else []
    with ENGINES[request.param].launched(*folder) as engine:
        yield engine


@pytest.fixture
def window(engine: Any, site: Site, transactional_db: None) -> Open:
    """Return a function that opens a page in a new window, signed in as `user` if given."""
    cache.clear()
    publisher.publish("toasts", {"type": "stale", "topic": "toasts"})

    def opened(path: str, user: User | None = None) -> Window:
        window = engine.open(site.origin)
        if user:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            window.put_cookie(name, client.cookies[name].value)
        window.goto(path)
        return window

    return opened


def pay(window: Window) -> None:
    """Say where it goes and pay, on the page of the payment."""
    window.until("location.pathname.startsWith('/checkout/')", "never came to the payment")
    window.fill(**ADDRESS)
    window.click("Pay €")
    window.until("location.pathname.startsWith('/orders/')", "never came to the order")


def test_a_guest_buys_and_another_window_shows_the_toast(window: Open):
    product = cast.product(title="Trail Runner", price="49.90")
    other, buyer = window("/"), window(product.get_absolute_url())
    buyer.click("Add to cart")
    buyer.until("document.querySelector('#cart-box .count').innerText.includes('1')", "nothing came into the cart")
    buyer.goto("/cart/")
    buyer.click("Check out")
    pay(buyer)
    assert Order.objects.get().paid_at
    other.until("document.querySelector('#toasts .toast')?.innerText.includes('Trail Runner')", "no toast")


def counter(bob: Window, price: str) -> None:
    bob.click("Make a")
    bob.fill(price=price)
    bob.click("Send the counter-offer")
    bob.until(
        f"document.querySelector('.counter-offer')?.innerText.includes('{price}')", f"{price} never stood in the room"
    )


def test_two_counter_offers_lead_to_a_deal_that_is_paid(window: Open):
    room = rooms.negotiating(cast.item(stock=9, price="120.00", title="Harbour Lamp"))
    path = room.trade.get_absolute_url()
    alice, bob = window(path, room.alice), window(path, room.bob)
    counter(bob, "80.00")
    alice.shows("80.00")
    counter(bob, "90.00")
    alice.until("document.querySelector('.counter-offer')?.innerText.includes('90.00')", "the second offer never came")
    alice.click("Accept as new terms")
    bob.click("Accept €450.00")
    bob.click("Accept and buy")
    pay(bob)
    assert Order.objects.get().paid_at


def test_a_cart_shows_up_at_the_seller_by_itself(window: Open):
    boots = cast.item(title="Boots", stock=9)
    seller = window(f"/desk/{boots.product.shop.slug}/carts/", boots.product.shop.owner)
    seller.shows("No live carts")
    filled(cast.guest(), (boots, 2))
    seller.until("document.querySelector('.live-cart')?.innerText.includes('2 × Boots')", "the cart never showed up")


def test_the_message_box_grows_with_its_text_and_shrinks_again(window: Open):
    room = rooms.negotiating()
    bob = window(room.trade.get_absolute_url(), room.bob)
    box = "document.querySelector('.composer textarea')"
    one_line = bob.until(f"{box}.clientHeight", "no box")
    bob.fill(text="\n".join("abcd"))
    bob.until(f"{box}.clientHeight > {2 * one_line}", "it kept one line")
    bob.fill(text="\n".join("line" for _ in range(40)))
    bob.until(f"{box}.scrollHeight > {box}.clientHeight + 20 && {box}.clientHeight < 300", "it grew without end")
    bob.click("Send")
    bob.until(f"{box}.value === '' && {box}.clientHeight <= {one_line + 2}", "it stayed tall")


def test_the_category_that_is_open_is_on_the_screen(window: Open):
    categories = [Category.objects.create(name=f"Category number {n}", slug=f"c-{n}", position=n) for n in range(30)]
    page = window(categories[-1].get_absolute_url())
    place = "document.querySelector('.category-nav [aria-current]').getBoundingClientRect()"
    page.until(f"{place}.left >= 0 && {place}.right <= innerWidth", "it is off the screen")


def test_back_to_a_refused_form_shows_the_form(window: Open):
    page = window(reverse("account_login"))
    page.fill(login="bob@example.com", password="no such password")
    page.run("document.querySelector('main form').requestSubmit()")
    page.shows("are not correct")
    page.goto("/activity/")
    page.run("history.back()")
    page.until("location.pathname.includes('login') && !!document.querySelector('main [name=login]')", "no form")
    # These engines may restore the old page; opened again it is the unsent form.
    page.run("void setTimeout(() => location.reload())")
    page.until(
        "!document.body.innerText.includes('are not correct') && !!document.querySelector('main [name=login]')", "sent"
    )
