"""A rush on the stalls: one guest after another buys a random item, until all of it is gone."""

import asyncio
import math
from collections.abc import Callable

from config.demo.shopper import Pace, Shopper
from config.demo.simulator import a_guest

MOST_AT_ONCE = 8


class Rush:
    """Guests who buy single units of some products, `rate` a second on average."""

    def __init__(self, base: str, paths: list[str], rate: float, limit: int, say: Callable[[str], None]) -> None:
        self.base, self.paths, self.say = base.rstrip("/"), list(paths), say
        self.pace = Pace(1 / rate, limit)
        self.hands = min(MOST_AT_ONCE, math.ceil(rate))

    async def run(self) -> int:
        """Buy until everything is gone or the limit is reached; returns how many units. Raises SiteUnwellError."""
        buyers = [asyncio.create_task(self.keep_buying()) for _ in range(self.hands)]
        stop = asyncio.create_task(self.pace.done.wait())
        try:
            rest = {*buyers}
            while rest and not stop.done():
                done, _ = await asyncio.wait({*rest, stop}, return_when=asyncio.FIRST_COMPLETED)
                rest -= done
                for task in done - {stop}:
                    task.result()
        finally:
            for task in (*buyers, stop):
                task.cancel()
            await asyncio.gather(*buyers, stop, return_exceptions=True)
        return self.pace.bought

    async def keep_buying(self) -> None:
        """Send one guest after another."""
        while self.paths:
            await self.pace.turn()
            guest = Shopper(self.base, a_guest(self.pace.luck), self.pace, self.say, think=0)
            try:
                await self.buy_one(guest)
            finally:
                await guest.browser.close()

    async def buy_one(self, guest: Shopper) -> None:
        """Let a guest buy one unit of something; what has nothing left is not asked for again."""
        if not self.paths:
            return
        path = self.pace.luck.choice(self.paths)
        page = await guest.browser.open(path)
        form = page.form("/cart/add/")
        items = form.choices("item") if form else []
        if form is None or not items:
            if path in self.paths:
                self.paths.remove(path)
                self.say(f"{path} is sold out")
            return
        await guest.browser.send(form, item=self.pace.luck.choice(items).value)
        await guest.check_out("pays")
