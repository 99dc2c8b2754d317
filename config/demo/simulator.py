"""Shoppers who keep the demo moving: ordinary clients of the site that look around, buy, and often don't."""

import asyncio
import random
from collections.abc import Callable

from config.demo.browser import SiteUnwellError
from config.demo.people import CITIES, FIRST, LAST, Person, people, street
from config.demo.shopper import Pace, Shopper

MEMBERS = 12
"""So many accounts take part; the others stay as they were loaded."""
LONGEST_PAUSE = 30.0


class Crowd:
    """A number of shoppers at once, who come and go."""

    def __init__(self, base: str, pace: Pace, say: Callable[[str], None], shoppers: int) -> None:
        self.base, self.pace, self.say, self.shoppers = base.rstrip("/"), pace, say, shoppers
        # Shoppers who think for long could not keep up with a fast pace.
        self.think = min(1.5, pace.seconds * shoppers / 25)
        known = [person for person in people() if "." in person.email.split("@")[0]]
        self.members = [self.shopper(person) for person in known[-MEMBERS:]]
        self.signed_in: set[str] = set()

    def shopper(self, person: Person) -> Shopper:
        """A person with a browser."""
        return Shopper(self.base, person, self.pace, self.say, self.think)

    async def run(self) -> None:
        """Let them shop until the pace's limit is reached, or for ever."""
        tasks = [asyncio.create_task(self.keep_shopping()) for _ in range(self.shoppers)]
        try:
            await self.pace.done.wait()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for member in self.members:
                await member.browser.close()

    async def keep_shopping(self) -> None:
        """Send one visitor after another, slower while the site is unwell."""
        pause = 0.0
        while True:
            try:
                await self.one_visit()
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
                if member.person.name not in self.signed_in:
                    await member.sign_in()
                    self.signed_in.add(member.person.name)
                await member.visit()
            finally:
                self.members.append(member)
            return
        guest = self.shopper(a_guest(self.pace.luck))
        try:
            await guest.visit()
        finally:
            await guest.browser.close()


def a_guest(luck: random.Random) -> Person:
    """Somebody without an account."""
    name = f"{luck.choice(FIRST.split())} {luck.choice(LAST.split())}"
    email = f"visitor{luck.randrange(10**9)}@livestall.example"
    return Person(name, email, luck.choice(CITIES), street(luck), luck.random() > 0.08)
