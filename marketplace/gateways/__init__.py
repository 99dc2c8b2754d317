"""Payment gateways: the interface to payment providers."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from marketplace.money.currency import smallest_unit

if TYPE_CHECKING:
    from marketplace.models.payments import Payment
    from marketplace.models.refunds import Refund


class Unreachable(Exception):  # noqa: N818 - named after the state
    """The gateway didn't answer: nobody knows whether money moved until it is asked again."""


@dataclass(frozen=True)
class Outcome:
    """A gateway's answer about a payment; `message` is a sentence for the buyer, `url` a page to send them to."""

    CAPTURED: ClassVar[str] = "captured"
    DECLINED: ClassVar[str] = "declined"
    CONFIRM: ClassVar[str] = "confirm"

    state: str
    reference: str = ""
    message: str = ""
    url: str = ""


class Gateway(Protocol):
    """Interface of a payment provider.

    Each call may raise `Unreachable`, may be repeated with the same payment, and then gives the same answer: the
    provider knows a payment by its `reference`. None is ever called inside a database transaction.
    """

    name: str
    asks_here: bool
    """Whether the buyer confirms on a page of ours; else the outcome's `url` leads to the gateway's."""

    answers_from_here: bool
    """Whether it answers at once, from this machine; else a page waits for it outside the admission gate."""

    def smallest_amount(self, currency: str) -> Decimal:
        """Return the smallest step between amounts; ValueError for an unsupported currency."""

    def methods(self) -> list[tuple[str, str, str]]:
        """Return the ways to pay it offers: value, label and a hint for the buyer."""

    def charge(self, payment: "Payment") -> Outcome:
        """Take the payment's amount."""

    def confirm(self, payment: "Payment", approved: bool) -> Outcome:
        """Pass on the buyer's answer to the bank's question."""

    def look_up(self, payment: "Payment") -> Outcome:
        """Return the state of a payment; an unknown payment is declined for good."""

    def refund(self, refund: "Refund") -> None:
        """Give an amount of a captured payment back; it knows a refund by its `reference`."""


KNOWN = {
    "test": "marketplace.gateways.fake.TestGateway",
    "stripe": "marketplace.gateways.stripe.StripeGateway",
    # The path of the release before, which settings and payments may still name.
    "marketplace.gateways.test.TestGateway": "marketplace.gateways.fake.TestGateway",
}
"""The gateways of this site, by the name that payments remember."""


@lru_cache
def load_gateway(name: str) -> Gateway:
    """Return the gateway of that name (or dotted path). Raises ImproperlyConfigured when there is none."""
    path = KNOWN.get(name, name)
    try:
        return cast(Gateway, import_string(path)())
    except ImportError as error:
        raise ImproperlyConfigured(f"PAYMENT_GATEWAY: {error}") from error


def default_gateway() -> Gateway:
    """Return the gateway that new payments go through. Raises ImproperlyConfigured when there is none of that name."""
    return load_gateway(settings.PAYMENT_GATEWAY)


def price_step() -> Decimal:
    """Return the smallest step between prices. Raises ImproperlyConfigured for an unsupported currency."""
    taken = getattr(default_gateway(), "smallest_amount", smallest_unit)
    try:
        return taken(settings.CURRENCY)
    except ValueError as error:
        raise ImproperlyConfigured(f"CURRENCY: {error} by PAYMENT_GATEWAY={settings.PAYMENT_GATEWAY}") from error
