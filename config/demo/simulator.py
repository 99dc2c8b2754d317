"""Shoppers who keep the demo moving: ordinary clients of the site that look around, buy, and often don't."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from config.demo import haggler
from config.demo.browser import SiteUnwellError
from config.demo.people import CITIES, FIRST, LAST, Person, people, street
from config.demo.shopper import Pace, Shopper
from config.demo.shops import SHOPS

MEMBERS = 12
"""So many accounts take part; the others stay as they were loaded."""
SELLERS = 5
"""So many shop owners answer in their negotiation rooms; none of the cast, whose rooms stay as they were left."""
LONGEST_PAUSE = 30.0
OWNERS = {shop.owner for shop in SHOPS}


class Crowd:
    """A number of shoppers at once, who come and go."""

    def __init__(self, base: str, pace: Pace, say: Callable[[str], None], shoppers: int) -> None:
        self.base, self.pace, self.say, self.shoppers = base.rstrip("/"), pace, say, shoppers
        # Shoppers who think for long could not keep up with a fast pace.
        self.think = min(1.5, pace.seconds * shoppers / 25)
        known = [person for person in people() if "." in person.email.split("@")[0]]
        self.members = [self.shopper(person) for person in known[-MEMBERS:]]
        self.sellers = [self.shopper(person) for person in known if person.name in OWNERS][:SELLERS]
        self.signed_in: set[str] = set()

    def shopper(self, person: Person) -> Shopper:
        """A person with a browser."""
        return Shopper(self.base, person, self.pace, self.say, self.think)

    async def run(self) -> None:
        """Let them shop until the pace's limit is reached, or for ever."""
        tasks = [asyncio.create_task(self.keep_on(self.one_visit)) for _ in range(self.shoppers)]
        if self.sellers:
            tasks.append(asyncio.create_task(self.keep_on(self.one_answer)))
        try:
            await self.pace.done.wait()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for known in (*self.members, *self.sellers):
                await known.browser.close()

    async def keep_on(self, come: Callable[[], Awaitable[None]]) -> None:
        """Send one person after another, slower while the site is unwell."""
        pause = 0.0
        while True:
            try:
                await come()
                pause = 0.0
            except SiteUnwellError as error:
                pause = min(LONGEST_PAUSE, max(error.seconds, pause * 2, 1) * self.pace.luck.uniform(0.8, 1.2))
                self.say(f"The site is unwell, {error}; back in {pause:.0f} s")
            await asyncio.sleep(pause + self.pace.luck.uniform(0.2, 1) * self.think)

    async def one_visit(self) -> None:
        """Somebody comes: mostly a guest, sometimes one of the members who is not here already."""
        if self.members and self.pace.luck.random() < 0.3:
            member = self.members.pop(self.pace.luck.randrange(len(self.members)))
            try:
                await self.let_in(member)
                await (haggler.haggle(member) if self.pace.luck.random() < 0.5 else member.visit())
            finally:
                self.members.append(member)
            return
        guest = self.shopper(a_guest(self.pace.luck))
        try:
            await guest.visit()
        finally:
            await guest.browser.close()

    async def one_answer(self) -> None:
        """One of the sellers looks after their negotiation rooms."""
        seller = self.pace.luck.choice(self.sellers)
        await self.let_in(seller)
        await haggler.sell(seller)
        await asyncio.sleep(2 * self.think)

    async def let_in(self, known: Shopper) -> None:
        """Sign somebody in who is not yet."""
        if known.person.name not in self.signed_in:
            await known.sign_in()
            self.signed_in.add(known.person.name)


def a_guest(luck: random.Random) -> Person:
    """Somebody without an account."""
    name = f"{luck.choice(FIRST.split())} {luck.choice(LAST.split())}"
    email = f"visitor{luck.randrange(10**9)}@livestall.example"
    return Person(name, email, luck.choice(CITIES), street(luck), luck.random() > 0.08)
