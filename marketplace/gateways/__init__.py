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
    """The gateway didn't answer. Until it is asked again, money may or may not have moved."""


@dataclass(frozen=True)
class Outcome:
    """A gateway's answer about a payment; `message` is shown to the buyer, `url` is the next page to redirect to."""

    CAPTURED: ClassVar[str] = "captured"
    DECLINED: ClassVar[str] = "declined"
    CONFIRM: ClassVar[str] = "confirm"

    state: str
    reference: str = ""
    message: str = ""
    url: str = ""


class Gateway(Protocol):
    """Interface of a payment provider.

    Each call may raise `Unreachable`. A repeated call for the same payment gives the same answer: the provider
    identifies a payment by its `reference`. No method is ever called inside a database transaction.
    """

    name: str
    asks_here: bool
    """Whether the buyer confirms on a page of this site; otherwise on the gateway's page, the outcome's `url`."""

    answers_from_here: bool
    """Whether calls are local and fast; otherwise a request waits for them outside the admission gate."""

    def smallest_amount(self, currency: str) -> Decimal:
        """Return the smallest step between amounts; ValueError for an unsupported currency."""

    def methods(self) -> list[tuple[str, str, str]]:
        """Return the payment methods: value, label and a hint for the buyer."""

    def charge(self, payment: "Payment") -> Outcome:
        """Take the payment's amount."""

    def confirm(self, payment: "Payment", approved: bool) -> Outcome:
        """Pass on the buyer's answer to the bank's question."""

    def look_up(self, payment: "Payment") -> Outcome:
        """Return the state of a payment; an unknown payment is declined for good."""

    def refund(self, refund: "Refund") -> None:
        """Refund part or all of a captured payment; the provider identifies a refund by its `reference`."""


KNOWN = {
    "test": "marketplace.gateways.fake.TestGateway",
    "stripe": "marketplace.gateways.stripe.StripeGateway",
    # The path of the previous release: settings and payments may still contain it.
    "marketplace.gateways.test.TestGateway": "marketplace.gateways.fake.TestGateway",
}
"""Paths of the gateways by name; payments store the name."""


@lru_cache
def load_gateway(name: str) -> Gateway:
    """Return the gateway with a name or dotted path. Raises ImproperlyConfigured for an unknown one."""
    path = KNOWN.get(name, name)
    try:
        return cast(Gateway, import_string(path)())
    except ImportError as error:
        raise ImproperlyConfigured(f"PAYMENT_GATEWAY: {error}") from error


def default_gateway() -> Gateway:
    """Return the gateway for new payments. Raises ImproperlyConfigured for an unknown `PAYMENT_GATEWAY`."""
    return load_gateway(settings.PAYMENT_GATEWAY)


def price_step() -> Decimal:
    """Return the smallest step between prices. Raises ImproperlyConfigured for an unsupported currency."""
    find_step = getattr(default_gateway(), "smallest_amount", smallest_unit)
    try:
        return find_step(settings.CURRENCY)
    except ValueError as error:
        raise ImproperlyConfigured(f"CURRENCY: {error} by PAYMENT_GATEWAY={settings.PAYMENT_GATEWAY}") from error
