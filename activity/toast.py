"""The public fields of a purchase."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple


class Toast(NamedTuple):
    """The allow-list of public fields of a purchase: no person, no order, no sequential number.

    `amount` is None if the seller hides it or if it was agreed in private. `initials` and `place` are empty if the
    buyer's privacy requires it. `picture` is the URL of the product's cover, or empty. `url` is empty for a deal
    without a product.
    """

    key: str
    initials: str
    place: str
    title: str
    url: str
    amount: Decimal | None
    currency: str
    at: datetime
    picture: str = ""
