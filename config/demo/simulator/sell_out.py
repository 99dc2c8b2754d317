"""A sell-out: one guest after another buys a random item, until all units are gone."""

import asyncio
import math
from collections.abc import Callable

from config.demo.simulator.crowd import make_guest
from config.demo.simulator.shopper import Pace, Shopper

MAX_CONCURRENT = 8


class SellOut:
    """Simulated guests; they buy single units of the given products, `rate` units a second on average."""

    def __init__(self, base: str, paths: list[str], rate: float, limit: int, log: Callable[[str], None]) -> None:
        self.base, self.paths, self.log = base.rstrip("/"), list(paths), log
        self.pace = Pace(1 / rate, limit)
        self.buyers = min(MAX_CONCURRENT, math.ceil(rate))

    async def run(self) -> int:
        """Buy until everything is sold out or the limit is reached; return the units bought.

        Raises SiteUnavailableError.
        """
        buyers = [asyncio.create_task(self.keep_buying()) for _ in range(self.buyers)]
        limit_reached = asyncio.create_task(self.pace.done.wait())
        try:
            running = {*buyers}
            while running and not limit_reached.done():
                done, _ = await asyncio.wait({*running, limit_reached}, return_when=asyncio.FIRST_COMPLETED)
                running -= done
                for task in done - {limit_reached}:
                    task.result()
        finally:
            for task in (*buyers, limit_reached):
                task.cancel()
            await asyncio.gather(*buyers, limit_reached, return_exceptions=True)
        return self.pace.bought

    async def keep_buying(self) -> None:
        """Let one guest after another buy a unit."""
        while self.paths:
            await self.pace.wait_for_turn()
            guest = Shopper(self.base, make_guest(self.pace.rng), self.pace, self.log, think=0)
            try:
                await self.buy_one(guest)
            finally:
                await guest.browser.close()

    async def buy_one(self, guest: Shopper) -> None:
        """Buy one unit of a random product, or drop the product from the list if it is sold out."""
        if not self.paths:
            return
        path = self.pace.rng.choice(self.paths)
        page = await guest.browser.open(path)
        form = page.find_form("/cart/add/")
        items = form.find_choices("item") if form else []
        if form is None or not items:
            # Another buyer may have dropped it while this one loaded the page.
            if path in self.paths:
                self.paths.remove(path)
                self.log(f"{path} is sold out")
            return
        await guest.browser.submit(form, item=self.pace.rng.choice(items).value)
        await guest.check_out("pays")
