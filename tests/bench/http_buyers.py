"""Buyers over HTTP for a bench: plain sockets in one event loop, so that the client needs little of the cores."""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from marketplace.gateways.fake import PAYS
from tests import cast
from tests.buyer import make_loopback_address
from tests.site import Site

TOKEN = "t" * 32  # cookie and header have to agree, as in a browser's form
COOKIE = re.compile(rb"set-cookie: *(visitor=[^;\r]+)", re.IGNORECASE)
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
PLACE = re.compile(rb"location: *(\S+)", re.IGNORECASE)
Timed = list[tuple[str, float, int]]
"""Of each request: the step, how many seconds its answer took, its status."""


class Buyer:
    """A guest with one connection, a cookie and a watch."""

    def __init__(self, site: Site, timed: Timed) -> None:
        self.site, self.timed, self.cookies = site, timed, f"csrftoken={TOKEN}"

    async def purchase(self, item: int, look: Callable[[], float]) -> None:
        """Fill a cart, check out and pay, looking at each answer for as many seconds as `look` says."""
        self.reader, self.writer = await asyncio.open_connection(
            "127.0.0.1", self.site.port, local_addr=(make_loopback_address(), 0)
        )
        try:
            if not await self._post("fill", "/cart/add/", item=item, quantity=1):
                return
            await asyncio.sleep(look())
            if page := await self._post("check_out", "/checkout/", key=cast.key()):
                await asyncio.sleep(look())
                await self._post("pay", f"{page}pay/", method=PAYS, key=cast.key(), **cast.ADDRESS)
        finally:
            self.writer.close()

    async def _post(self, step: str, path: str, **form: object) -> str:
        """Send a form and note how long its answer took; returns where it leads, if it leads on."""
        began = time.perf_counter()
        self.writer.write(self._request(path, urlencode(form).encode()))
        head = await self.reader.readuntil(b"\r\n\r\n")
        if size := LENGTH.search(head):
            await self.reader.readexactly(int(size[1]))
        status = int(head[9:12])
        self.timed.append((step, time.perf_counter() - began, status))
        if cookie := COOKIE.search(head):
            self.cookies = f"csrftoken={TOKEN}; {cookie[1].decode()}"
        place = PLACE.search(head)
        return place[1].decode() if status == 302 and place else ""

    def _request(self, path: str, body: bytes) -> bytes:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.site.port}\r\nOrigin: {self.site.origin}\r\n"
            f"X-CSRFToken: {TOKEN}\r\nCookie: {self.cookies}\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        return head.encode() + body


def run_shopping(shopping: Awaitable[None]) -> float:
    """Run the coroutine and return its duration in seconds."""

    async def all_of_it() -> float:
        began = time.perf_counter()
        await shopping
        return time.perf_counter() - began

    return asyncio.run(all_of_it())


async def run_buyers(
    sites: list[Site], items: list[int], buyers: int, rounds: int, timed: Timed, *, pause: float = 0
) -> None:
    """Have this many buyers make purchases at once, one after the other.

    Without a pause they saturate the site; with one, each looks at a page for this many seconds on average before going
    on, as people do.
    """
    chance = random.Random(1)

    async def one(number: int) -> None:
        for turn in range(rounds):
            await asyncio.sleep(look())
            await Buyer(sites[number % len(sites)], timed).purchase(items[(number + turn * 7) % len(items)], look)

    def look() -> float:
        return chance.uniform(0.4, 1.6) * pause

    await asyncio.gather(*(one(number) for number in range(buyers)))
