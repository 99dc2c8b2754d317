"""One simulated shopper: looks at products, fills a cart, changes it, and pays or leaves."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from config.demo.data.passwords import get_simulator_password
from config.demo.data.people import Person
from config.demo.simulator.browser import Browser, SiteUnavailableError
from config.demo.simulator.html_pages import Control, Page, join_texts


@dataclass
class Pace:
    """Times of the purchases: `seconds` apart on average, at most `limit` of them (0: no limit)."""

    seconds: float
    limit: int = 0
    bought: int = 0
    next_at: float = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)
    rng: random.Random = field(default_factory=random.Random)

    async def wait_for_turn(self) -> None:
        """Wait until the next purchase is due; each caller gets a time of its own."""
        now = asyncio.get_running_loop().time()
        self.next_at = max(now, self.next_at + self.rng.expovariate(1 / self.seconds))
        await asyncio.sleep(self.next_at - now)

    def count_purchase(self) -> None:
        """Count a purchase; the last one of the limit sets `done`."""
        self.bought += 1
        if self.limit and self.bought >= self.limit:
            self.done.set()


class Shopper:
    """A person with a browser; `think` is the average pause between two clicks, in seconds."""

    def __init__(self, base: str, person: Person, pace: Pace, log: Callable[[str], None], think: float) -> None:
        self.browser = Browser(base, person.email)
        self.person, self.pace, self.log, self.think = person, pace, log, think
        self.rng = pace.rng

    def log_event(self, event: str) -> None:
        """Log an event with the name and the city of the person."""
        self.log(f"{self.person.name} ({self.person.city[0]}) {event}")

    async def pause(self) -> None:
        """Wait as long as a person does between two clicks."""
        await asyncio.sleep(self.rng.uniform(0.3, 1.7) * self.think)

    async def sign_in(self) -> None:
        """Sign in with the password of the simulator. Raises SiteUnavailableError, also for a refused password."""
        page = await self.browser.open("/accounts/login/")
        form = next((form for form in page.forms if form.find_choices("password")), None)
        if form is None:
            return
        form.action = form.action or "/accounts/login/"
        page = await self.browser.submit(form, login=self.person.email, password=get_simulator_password())
        if any(form.find_choices("password") for form in page.forms):
            raise SiteUnavailableError(f"it refuses the password of {self.person.name}: {join_texts(page.alerts)}")
        self.log_event("signed in")

    async def visit(self) -> None:
        """Look at some products, add a few to the cart, and often buy them. Raises SiteUnavailableError."""
        added = 0
        for _ in range(self.rng.choice((1, 1, 2, 2, 3))):
            added += await self.look_at_product()
        if not added:
            self.log_event("only looked around")
            return
        await self.change_cart()
        if self.rng.random() < 0.4:
            self.log_event("left a cart behind")
            return
        await self.pace.wait_for_turn()
        await self.check_out()

    async def look_at_product(self) -> bool:
        """Go from the home page through a category to a product; return True if it was added to the cart."""
        page = await self.browser.open("/")
        await self.browser.post_beacon("/visited/")
        await self.pause()
        if categories := page.find_links("/categories/"):
            page = await self.browser.open(self.rng.choice(categories))
            await self.pause()
        if not (products := page.find_links("/products/")):
            return False
        page = await self.browser.open(self.rng.choice(products))
        await self.pause()
        await self.browser.post_beacon(f"{urlsplit(page.url).path}viewed/")
        return self.rng.random() < 0.8 and await self.add_to_cart(page)

    async def add_to_cart(self, page: Page) -> bool:
        """Add the product of the page, unless it is low in stock: the demo must not sell out. Return True if added."""
        form = page.find_form("/cart/add/")
        items = [item for item in form.find_choices("item") if not is_low_in_stock(item, page)] if form else []
        if form is None or not items:
            return False
        quantity = self.rng.choice(("1", "1", "1", "1", "2"))
        can_choose_quantity = all(one.type != "hidden" for one in form.find_choices("quantity"))
        values = {"quantity": quantity} if can_choose_quantity else {}
        product = urlsplit(page.url).path
        answer = await self.browser.submit(form, item=self.rng.choice(items).value, **values)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            self.log_event(f"was refused: {join_texts(answer.alerts)}")
            return False
        self.log_event(f"added {product.split('/')[-2]} to the cart")
        return True

    async def change_cart(self) -> None:
        """Sometimes change a quantity, or remove a line."""
        page = await self.browser.open("/cart/")
        await self.pause()
        change, remove = page.find_form("/cart/change/"), page.find_form("/cart/remove/")
        chance = self.rng.random()
        if change and chance < 0.15:
            await self.browser.submit(change, quantity=self.rng.choice(("1", "2")))
            self.log_event("changed a quantity")
        elif remove and chance < 0.25:
            await self.browser.submit(remove)
            self.log_event("removed a product from the cart")

    async def check_out(self, card: str = "") -> None:
        """Start the checkout, and pay with a test card; an empty `card` picks one at random."""
        page = await self.browser.open("/cart/")
        form = page.find_form("/checkout/")
        if form is None:
            return
        if not form.is_open:
            self.log_event(f"could not check out: {join_texts(page.alerts)}")
            if empty := page.find_form("/cart/empty/"):
                await self.browser.submit(empty)
            return
        page = await self.browser.submit(form)
        await self.pause()
        if await self.pay(page, card or self.rng.choices(("pays", "confirm", "declined"), (82, 10, 8))[0]):
            self.pace.count_purchase()

    async def pay(self, page: Page, card: str) -> bool:
        """Fill in the address and pay with a test card, after a refusal with one that pays; return True if paid."""
        form = page.find_form("/pay/")
        if form is None:
            self.log_event(f"could not check out: {join_texts(page.alerts)}")
            return False
        methods = [one.value for one in form.find_choices("method")]
        method = next((value for value in methods if card in value), methods[0] if methods else None)
        page = await self.browser.submit(form, **self.address_fields(), method=method)
        if confirm := page.find_form("/confirm/"):
            await self.pause()
            page = await self.browser.submit(confirm, answer=self.rng.choice(("yes", "yes", "yes", "no")))
        if page.find_form("/pay/"):
            self.log_event(f"could not pay: {join_texts(page.alerts)}")
            await self.pause()
            return card != "pays" and await self.pay(page, "pays")
        buttons = [" ".join(one.text.split()) for one in form.controls if one.tag == "button"]
        amount = next((text.removeprefix("Pay ") for text in buttons if text.startswith("Pay ")), "an unknown amount")
        self.log_event(f"bought for {amount}, order {urlsplit(page.url).path.rstrip('/').split('/')[-1]}")
        return True

    def address_fields(self) -> dict[str, str | None]:
        """Return the values of the checkout's address fields."""
        city, region, country, postcode = self.person.city
        return {
            "email": self.person.email,
            "ship_name": self.person.name,
            "ship_line1": self.person.street,
            "ship_postcode": postcode,
            "ship_city": city,
            "ship_region": region,
            "ship_country": country,
            "show_activity": "on" if self.person.shows_activity else None,
        }


def is_low_in_stock(item: Control, page: Page) -> bool:
    """Tell whether only the last units of an item are left."""
    return "left" in item.text or (item.type == "hidden" and "level--low" in page.classes)
