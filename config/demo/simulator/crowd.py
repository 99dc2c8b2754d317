"""The crowd: several simulated shoppers at once. They browse, buy, negotiate and abandon carts."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from config.demo.data.people import CITIES, DOMAIN, Person, make_people, pick_name, pick_street
from config.demo.data.shops import SHOPS
from config.demo.simulator import negotiator
from config.demo.simulator.browser import SiteUnavailableError
from config.demo.simulator.shopper import Pace, Shopper

MEMBER_COUNT = 12
"""Number of accounts that the simulator buys with; the other accounts stay as they were loaded."""
SELLER_COUNT = 5
"""Number of shop owners that the simulator answers for. The cast is left out: its accounts are for real people."""
MAX_PAUSE = 30.0
"""Seconds, at most, between two attempts to reach the site."""
OWNERS = {shop.owner for shop in SHOPS}


class Crowd:
    """Several shoppers at once; each guest leaves after a visit, and another comes."""

    def __init__(self, base: str, pace: Pace, log: Callable[[str], None], shoppers: int) -> None:
        self.base, self.pace, self.log, self.shoppers = base.rstrip("/"), pace, log, shoppers
        # With long pauses between two clicks, the shoppers could not keep up with a fast pace.
        self.think = min(1.5, pace.seconds * shoppers / 25)
        people = [person for person in make_people() if not person.is_in_cast]
        self.members = [self.make_shopper(person) for person in people[-MEMBER_COUNT:]]
        self.sellers = [self.make_shopper(person) for person in people if person.name in OWNERS][:SELLER_COUNT]
        self.signed_in: set[str] = set()

    def make_shopper(self, person: Person) -> Shopper:
        """Return a shopper with a new browser."""
        return Shopper(self.base, person, self.pace, self.log, self.think)

    async def run(self) -> None:
        """Shop until the limit of the pace is reached, or for ever."""
        tasks = [asyncio.create_task(self.repeat(self.visit_once)) for _ in range(self.shoppers)]
        if self.sellers:
            tasks.append(asyncio.create_task(self.repeat(self.answer_once)))
        try:
            await self.pace.done.wait()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for shopper in (*self.members, *self.sellers):
                await shopper.browser.close()

    async def repeat(self, visit: Callable[[], Awaitable[None]]) -> None:
        """Repeat a visit for ever, with longer and longer pauses while the site is unavailable."""
        pause = 0.0
        while True:
            try:
                await visit()
                pause = 0.0
            except SiteUnavailableError as error:
                pause = min(MAX_PAUSE, max(error.seconds, pause * 2, 1) * self.pace.rng.uniform(0.8, 1.2))
                self.log(f"The site is unavailable: {error}; next attempt in {pause:.0f} s")
            await asyncio.sleep(pause + self.pace.rng.uniform(0.2, 1) * self.think)

    async def visit_once(self) -> None:
        """Make one visit, mostly as a guest, sometimes as a member without another visit at the moment."""
        if self.members and self.pace.rng.random() < 0.3:
            member = self.members.pop(self.pace.rng.randrange(len(self.members)))
            try:
                await self.ensure_signed_in(member)
                negotiates = self.pace.rng.random() < 0.5
                await (negotiator.negotiate_as_buyer(member) if negotiates else member.visit())
            finally:
                self.members.append(member)
            return
        guest = self.make_shopper(make_guest(self.pace.rng))
        try:
            await guest.visit()
        finally:
            await guest.browser.close()

    async def answer_once(self) -> None:
        """Answer in a few negotiations of one of the sellers."""
        seller = self.pace.rng.choice(self.sellers)
        await self.ensure_signed_in(seller)
        await negotiator.negotiate_as_seller(seller)
        await asyncio.sleep(2 * self.think)

    async def ensure_signed_in(self, shopper: Shopper) -> None:
        """Sign a member in at the first visit."""
        if shopper.person.name not in self.signed_in:
            await shopper.sign_in()
            self.signed_in.add(shopper.person.name)


def make_guest(rng: random.Random) -> Person:
    """Return a person without an account."""
    name = pick_name(rng)
    email = f"visitor{rng.randrange(10**9)}@{DOMAIN}"
    return Person(name, email, rng.choice(CITIES), pick_street(rng), rng.random() > 0.08)
