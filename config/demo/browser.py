"""A browser without scripts: cookies, forms with their tokens, redirects; and a site that may be unwell."""

import socket
from functools import cache
from hashlib import sha256
from urllib.parse import urlsplit

import httpx

from config.demo.pages import Form, Page

BUSY = frozenset({429, 500, 502, 503, 504})


class SiteUnwellError(Exception):
    """The site can't be reached or asks to come back later; `seconds` is when, as far as it says."""

    def __init__(self, reason: str, seconds: float = 0) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Browser:
    """One shopper's browser, on one page at a time.

    On the demo's own machine it comes from an address of its own: the site would take hundreds of new visitors of one
    address for a flood.
    """

    def __init__(self, base: str, email: str) -> None:
        self.address = address_for(email) if _has_addresses(base) else None
        self.http = httpx.AsyncClient(
            base_url=base,
            transport=httpx.AsyncHTTPTransport(local_address=self.address),
            follow_redirects=True,
            timeout=30,
            headers={"User-Agent": "Livestall shopper simulator", "Accept": "text/html"},
        )
        self.page = Page("")

    async def open(self, address: str) -> Page:
        """Follow a link. Raises SiteUnwellError."""
        return await self._read("GET", address)

    async def send(self, form: Form, **wishes: str | None) -> Page:
        """Fill in a form of the page as wished and send it. Raises SiteUnwellError."""
        return await self._read("POST", form.action, form.filled(**wishes))

    async def tell(self, address: str) -> None:
        """Tell the site what a page's scripts would, and stay on the page. Raises SiteUnwellError."""
        page = self.page
        await self._read("POST", address)
        self.page = page

    async def close(self) -> None:
        """Put it away."""
        await self.http.aclose()

    async def _read(self, method: str, address: str, data: dict[str, str] | None = None) -> Page:
        try:
            answer = await self.http.request(method, address, data=data, headers={"Referer": self.page.url})
        except httpx.TransportError as error:
            raise SiteUnwellError(f"can't reach it: {error or type(error).__name__}") from error
        if answer.status_code in BUSY:
            wait = answer.headers.get("Retry-After", "")
            raise SiteUnwellError(f"it answers {answer.status_code}", float(wait) if wait.isdecimal() else 0)
        self.page = Page(answer.text, str(answer.url), answer.status_code)
        return self.page


def address_for(email: str) -> str:
    """Return the loopback address from which a shopper comes, always the same."""
    first, second, third = sha256(email.encode()).digest()[:3]
    return f"127.{first % 254 + 1}.{second}.{third % 254 + 1}"


def _has_addresses(base: str) -> bool:
    return urlsplit(base).hostname in ("127.0.0.1", "localhost") and _can_bind("127.1.2.3")


@cache
def _can_bind(address: str) -> bool:
    # Linux has the whole network 127.0.0.0/8, macOS a single address of it.
    with socket.socket() as probe:
        try:
            probe.bind((address, 0))
        except OSError:
            return False
    return True
