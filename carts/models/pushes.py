"""Pushes to open pages of staff: of each shop with items in a cart, and of the platform for all carts."""

import uuid
from collections.abc import Iterable

from carts import topics
from carts.models.line import CartLine

ALL = "all"
"""The platform's key of the topic `live-carts`; the key of a shop is its id."""


def push_live_cart(name: uuid.UUID, shop_ids: Iterable[int]) -> None:
    """Push the row of a cart to the staff of these shops and of the platform, once the transaction commits."""
    for key in (ALL, *sorted(shop_ids)):
        topics.live_carts.push(key, part=name.hex)


def push_stock_demand(shop_ids: Iterable[int]) -> None:
    """Push a change of stock to the staff of these shops and of the platform, once the transaction commits."""
    for key in (ALL, *sorted(shop_ids)):
        topics.live_carts.push(key)


def shop_ids_of(cart: int) -> set[int]:
    """Return the ids of the shops with items in a cart."""
    return set(CartLine.objects.filter(cart=cart).order_by().values_list("item__shop", flat=True))
