"""A browser as the tests of the cart use it: real cookies, and who the server takes it for."""

import re
import secrets
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from carts.cart_summary import CartSummary
from carts.models import Cart
from marketplace.accounts.visitors import COOKIE, Shopper, Visitor
from marketplace.models import Item, Order, User
from tests import cast

PAYS = {**cast.ADDRESS, "method": "test-pays", "show_activity": "on"}


class Browser(Client):
    """Django's test client with an address of its own and the visitor cookie that a first page sets."""

    def __init__(self) -> None:
        super().__init__(REMOTE_ADDR=f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1")
        self.user: User | None = None
        first = HttpResponse()
        Visitor.new().store(first)
        self.cookies.update(first.cookies)

    @property
    def shopper(self) -> Shopper:
        """The shopper that the server derives from this browser's cookies."""
        visitor = Visitor.from_cookie(self.cookies[COOKIE].value)
        assert visitor is not None
        return Shopper(self.user, visitor.digest)

    @property
    def cart(self) -> CartSummary:
        """The cart of this browser."""
        return CartSummary.of(self.shopper)

    @property
    def lines(self) -> dict[int, int]:
        """Quantities by item in the cart of this browser."""
        return {line.item_id: line.quantity for line in self.cart.lines}

    def send(self, name: str, *args: Any, **data: Any) -> Any:
        """Post a plain form."""
        return self.post(reverse(f"carts:{name}", args=args), data)

    def tap(self, name: str, *, target: str = "cart-box", **data: Any) -> Any:
        """Post a form the way htmx does."""
        return self.post(reverse(f"carts:{name}"), data, headers={"HX-Request": "true", "HX-Target": target})

    def sign_in(self, user: User) -> Any:
        """Sign in with email address and password."""
        answer = self.post(reverse("account_login"), {"login": user.email, "password": cast.PASSWORD})
        assert answer.status_code == 302, answer.content
        self.user = user
        return answer

    def sign_out(self) -> Any:
        """Sign out."""
        self.user = None
        return self.post(reverse("account_logout"))

    def check_out(self, key: str | None = None) -> Order:
        """Start checkout and return the order it led to."""
        answer = self.send("checkout", key=key or cast.key())
        assert answer.status_code == 302, answer.content.decode()
        return Order.objects.get(number=answer.url.split("/")[2])

    def pay(self, order: Order, **fields: Any) -> Any:
        """Post the payment form of an order."""
        return self.send("pay", order.number, **{**PAYS, "key": cast.key(), **fields})

    def buy(self) -> Order:
        """Check out and pay."""
        order = self.check_out()
        answer = self.pay(order)
        assert answer.status_code == 302, answer.content.decode()
        order.refresh_from_db()
        return order


def filled(shopper: Shopper, *wanted: tuple[Item, int]) -> Cart:
    """Return the shopper's cart with so many of each item in it."""
    cart = Cart.objects.get_or_open(shopper)
    for item, quantity in wanted:
        cart.add(item.pk, quantity)
    return cart


def text(answer: Any) -> str:
    """Return the words of a page, without tags and runs of white space."""
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def topic_of(page: Any, src: str = "/cart/box/") -> str:
    """Return the topic of the page's part that is re-read from `src`."""
    for token, source in re.findall(r'<live-topic token="([^"]*)" src="([^"]*)"', page.content.decode()):
        if source == src:
            return token.split(":", 1)[0]
    raise AssertionError(f"no part of the page is read again from {src}")


def steady(html: str) -> str:
    """Return HTML without the values that differ at each rendering: tokens, signatures and keys of forms."""
    html = re.sub(r'(token|data-copy)="[^"]*"', r"\1", html)
    return re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"', r"\1", html).strip()
