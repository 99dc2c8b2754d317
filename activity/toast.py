"""What a toast says: the whole of it, and nothing else."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple


class Toast(NamedTuple):
    """The allow-list of what strangers learn of a purchase: no person, no order, no number counted up.

    `amount` is None where the seller hides it and where it was agreed on in private; `initials` and `place` are empty
    where nothing may be told. `picture` is the address of the product's cover, empty without one. For a deal without a
    product `url` is empty, too.
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
