"""An HTTP client that works like a browser without JavaScript: cookies, forms with their tokens, redirects."""

import socket
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx

from config.demo.simulator.html_pages import Form, Page

UNAVAILABLE = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


class SiteUnavailableError(Exception):
    """The site cannot be reached, or asks the client to come back later; `seconds` is its `Retry-After`, or 0."""

    def __init__(self, reason: str, seconds: float = 0) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Browser:
    """The browser of one shopper, on one page at a time.

    On the machine of the demo each browser uses a loopback address of its own: the site limits new visitors per
    address, and would refuse hundreds from a single one.
    """

    def __init__(self, base: str, email: str) -> None:
        self.address = choose_source_address(email) if _is_on_this_machine(base) else None
        self.http = httpx.AsyncClient(
            base_url=base,
            transport=httpx.AsyncHTTPTransport(local_address=self.address),
            follow_redirects=True,
            timeout=30,
            headers={"User-Agent": "Livestall shopper simulator", "Accept": "text/html"},
        )
        self.page = Page("")

    async def open(self, url: str) -> Page:
        """Open a page. Raises SiteUnavailableError."""
        return await self._request("GET", url)

    async def submit(self, form: Form, **values: str | None) -> Page:
        """Submit a form of the page with the given values. Raises SiteUnavailableError."""
        return await self._request("POST", form.action, form.fill(**values))

    async def post_beacon(self, url: str) -> None:
        """Send the request that a script of the page would send, and stay on the page. Raises SiteUnavailableError."""
        page = self.page
        await self._request("POST", url)
        self.page = page

    async def close(self) -> None:
        """Close the connections."""
        await self.http.aclose()

    async def _request(self, method: str, url: str, data: dict[str, str] | None = None) -> Page:
        try:
            response = await self.http.request(method, url, data=data, headers={"Referer": self.page.url})
        except httpx.TransportError as error:
            raise SiteUnavailableError(f"can't reach it: {error or type(error).__name__}") from error
        if response.status_code in UNAVAILABLE:
            seconds = response.headers.get("Retry-After", "")
            raise SiteUnavailableError(
                f"it answers {response.status_code}", float(seconds) if seconds.isdecimal() else 0
            )
        self.page = Page(response.text, str(response.url), response.status_code)
        return self.page


def choose_source_address(email: str) -> str:
    """Return the loopback address that a shopper connects from; an email address always gives the same one."""
    first, second, third = sha256(email.encode()).digest()[:3]
    return f"127.{first % 254 + 1}.{second}.{third % 254 + 1}"


def _is_on_this_machine(base: str) -> bool:
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
