"""How desks hear of a cart: each shop whose things are in it, and the platform, which sees all."""

import uuid
from collections.abc import Iterable

from carts import topics

ALL = "all"
"""The key of the platform's topic; shops go by their id."""


def tell_desks(name: uuid.UUID, shops: Iterable[int]) -> None:
    """Let the desks of these shops, and the platform's, show a cart as it is once this is committed."""
    for key in (ALL, *sorted(shops)):
        topics.live_carts.push(key, part=name.hex)


def tell_stock(shops: Iterable[int]) -> None:
    """Let the desks of these shops, and the platform's, show how their stock stands once this is committed."""
    for key in (ALL, *sorted(shops)):
        topics.live_carts.push(key)


def shops_of(cart: int) -> set[int]:
    """Return the shops whose things are in a cart."""
    from carts.models import CartLine

    return set(CartLine.objects.filter(cart=cart).order_by().values_list("item__shop", flat=True))
