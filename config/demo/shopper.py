"""One shopper of the simulator: looks around, fills a cart, has second thoughts, pays."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from config.demo.browser import Browser, SiteUnwellError
from config.demo.pages import Control, Page, words
from config.demo.passwords import of_simulated
from config.demo.people import Person


@dataclass
class Pace:
    """When the next purchase is due: `seconds` apart on average, at most `limit` of them (0: no end)."""

    seconds: float
    limit: int = 0
    bought: int = 0
    due: float = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)
    luck: random.Random = field(default_factory=random.Random)

    async def turn(self) -> None:
        """Wait for one's turn to buy."""
        now = asyncio.get_running_loop().time()
        self.due = max(now, self.due + self.luck.expovariate(1 / self.seconds))
        await asyncio.sleep(self.due - now)

    def count(self) -> None:
        """Note a purchase."""
        self.bought += 1
        if self.limit and self.bought >= self.limit:
            self.done.set()


class Shopper:
    """Somebody with a browser, who visits the site."""

    def __init__(self, base: str, person: Person, pace: Pace, say: Callable[[str], None], think: float) -> None:
        self.browser = Browser(base, person.email)
        self.person, self.pace, self.say, self.think = person, pace, say, think
        self.luck = pace.luck

    def tell(self, what: str) -> None:
        """Log what happened."""
        self.say(f"{self.person.name} ({self.person.city[0]}) {what}")

    async def ponder(self) -> None:
        """Take the time a person takes between two clicks."""
        await asyncio.sleep(self.luck.uniform(0.3, 1.7) * self.think)

    async def sign_in(self) -> None:
        """Sign in with the demo's password. Raises SiteUnwellError, also when that is refused."""
        page = await self.browser.open("/accounts/login/")
        form = next((form for form in page.forms if form.choices("password")), None)
        if form is None:
            return
        form.action = form.action or "/accounts/login/"
        page = await self.browser.send(form, login=self.person.email, password=of_simulated())
        if any(form.choices("password") for form in page.forms):
            raise SiteUnwellError(f"it doesn't let {self.person.name} in: {words(page.alerts)}")
        self.tell("signed in")

    async def visit(self) -> None:
        """Look around, put things into the cart, and perhaps buy them. Raises SiteUnwellError."""
        added = 0
        for _ in range(self.luck.choice((1, 1, 2, 2, 3))):
            added += await self.look_at_something()
        if not added:
            self.tell("only looked around")
            return
        await self.second_thoughts()
        if self.luck.random() < 0.4:
            self.tell("left a cart behind")
            return
        await self.pace.turn()
        await self.check_out()

    async def look_at_something(self) -> bool:
        """Go from the home page over a category to a product; tell whether it went into the cart."""
        page = await self.browser.open("/")
        await self.browser.tell("/visited/")
        await self.ponder()
        if categories := page.links_to("/categories/"):
            page = await self.browser.open(self.luck.choice(categories))
            await self.ponder()
        if not (products := page.links_to("/products/")):
            return False
        page = await self.browser.open(self.luck.choice(products))
        await self.ponder()
        await self.browser.tell(f"{urlsplit(page.url).path}viewed/")
        return self.luck.random() < 0.8 and await self.add(page)

    async def add(self, page: Page) -> bool:
        """Put the product of the page into the cart, unless it runs short: the demo shall not sell out."""
        form = page.form("/cart/add/")
        items = [item for item in form.choices("item") if not runs_short(item, page)] if form else []
        if form is None or not items:
            return False
        quantity = self.luck.choice(("1", "1", "1", "1", "2"))
        free = all(one.kind != "hidden" for one in form.choices("quantity"))
        wishes = {"quantity": quantity} if free else {}
        product = urlsplit(page.url).path
        answer = await self.browser.send(form, item=self.luck.choice(items).value, **wishes)
        if answer.status >= 400:
            self.tell(f"was turned down: {words(answer.alerts)}")
            return False
        self.tell(f"put {product.split('/')[-2]} into the cart")
        return True

    async def second_thoughts(self) -> None:
        """Now and then change a quantity, or take something out."""
        page = await self.browser.open("/cart/")
        await self.ponder()
        change, remove = page.form("/cart/change/"), page.form("/cart/remove/")
        fate = self.luck.random()
        if change and fate < 0.15:
            await self.browser.send(change, quantity=self.luck.choice(("1", "2")))
            self.tell("changed a quantity")
        elif remove and fate < 0.25:
            await self.browser.send(remove)
            self.tell("took something out again")

    async def check_out(self, card: str = "") -> None:
        """Go to checkout, and pay with that test card, or any."""
        page = await self.browser.open("/cart/")
        form = page.form("/checkout/")
        if form is None:
            return
        if not form.is_open:
            self.tell(f"could not check out: {words(page.alerts)}")
            if empty := page.form("/cart/empty/"):
                await self.browser.send(empty)
            return
        page = await self.browser.send(form)
        await self.ponder()
        if await self.pay(page, card or self.luck.choices(("pays", "confirm", "declined"), (82, 10, 8))[0]):
            self.pace.count()

    async def pay(self, page: Page, card: str) -> bool:
        """Fill in the address and pay with a test card; after a refused one with another. Tells whether it worked."""
        form = page.form("/pay/")
        if form is None:
            self.tell(f"could not check out: {words(page.alerts)}")
            return False
        methods = [one.value for one in form.choices("method")]
        method = next((value for value in methods if card in value), methods[0] if methods else None)
        page = await self.browser.send(form, **self.address(), method=method)
        if confirm := page.form("/confirm/"):
            await self.ponder()
            page = await self.browser.send(confirm, answer=self.luck.choice(("yes", "yes", "yes", "no")))
        if page.form("/pay/"):
            self.tell(f"could not pay: {words(page.alerts)}")
            await self.ponder()
            return card != "pays" and await self.pay(page, "pays")
        amount = "".join(one.text for one in form.controls if one.tag == "button").strip().removeprefix("Pay ")
        self.tell(f"bought for {amount}, order {urlsplit(page.url).path.rstrip('/').split('/')[-1]}")
        return True

    def address(self) -> dict[str, str | None]:
        """What goes into the fields of the address."""
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


def runs_short(item: Control, page: Page) -> bool:
    """Tell whether only the last units of an item are left."""
    return "left" in item.text or (item.kind == "hidden" and "level--low" in page.classes)
