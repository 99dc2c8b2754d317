"""A guest that buys over HTTP, with its own cookies."""

import secrets

import httpx

from marketplace.gateways.fake import PAYS
from marketplace.models import Item
from tests import cast
from tests.site import Site

TOKEN = "t" * 32  # cookie and header have to agree, as in a browser's form
PATIENCE = 120  # s


def make_loopback_address() -> str:
    """Return a random loopback address: buyers in one network share a limit of unpaid holds."""
    return f"127.{secrets.randbelow(254) + 1}.{secrets.randbelow(256)}.{secrets.randbelow(254) + 1}"


class Buyer:
    """A guest with its own cookies, and all responses it received."""

    def __init__(self, site: Site) -> None:
        headers = {"Origin": site.origin, "X-CSRFToken": TOKEN}
        # The server hangs up on a connection that is idle for a minute, as one between two steps of a crowd may be;
        # and five hundred clients need not each load the certificates of the world.
        self.web = httpx.AsyncClient(
            base_url=site.origin,
            headers=headers,
            cookies={"csrftoken": TOKEN},
            timeout=PATIENCE,
            transport=httpx.AsyncHTTPTransport(
                verify=False, limits=httpx.Limits(keepalive_expiry=5), local_address=make_loopback_address()
            ),
        )
        self.answers: list[httpx.Response] = []

    async def post(self, path: str, **form: object) -> httpx.Response:
        """Send a form and keep the answer."""
        self.answers.append(await self.web.post(path, data=form))
        return self.answers[-1]

    async def fill(self, *items: Item) -> None:
        """Put one of each item into the cart."""
        for item in items:
            await self.post("/cart/add/", item=item.pk, quantity=1)

    async def check_out(self, key: str = "") -> str | None:
        """Start a checkout and return the address of its page, or None when it was refused."""
        answer = await self.post("/checkout/", key=key or cast.key())
        return answer.headers["location"] if answer.status_code == 302 else None

    async def buy(self) -> None:
        """Check out and pay."""
        if page := await self.check_out():
            await self.post(f"{page}pay/", method=PAYS, key=cast.key(), **cast.ADDRESS)
