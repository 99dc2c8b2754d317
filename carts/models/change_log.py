"""The statement behind every change of a cart: it raises the version and writes the history."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from marketplace.models import Item, Order, Shop, User

RECORD = """
    WITH moved AS (
        UPDATE carts_cart SET
            version = nextval('carts_version'), updated_at = clock_timestamp(),
            status = coalesce(%(status)s, status), order_id = coalesce(%(order)s, order_id),
            abandoned_at = CASE WHEN silence.is_abandoned THEN silence.since ELSE abandoned_at END,
            recovered_at = CASE
                WHEN recovered_at IS NULL AND (abandoned_at IS NOT NULL OR silence.is_abandoned) AND %(is_return)s
                THEN clock_timestamp() ELSE recovered_at
            END
        FROM (
            SELECT updated_at + %(abandoned_after)s AS since,
                abandoned_at IS NULL AND status = 'open' AND updated_at + %(abandoned_after)s <= clock_timestamp()
                AND (EXISTS (SELECT FROM unnest(%(before)s::int[]) AS held WHERE held > 0) OR EXISTS (
                    SELECT FROM carts_cartline
                    WHERE cart_id = %(cart)s AND NOT coalesce(item_id = ANY(%(items)s::bigint[]), FALSE)
                )) AS is_abandoned
            FROM carts_cart WHERE id = %(cart)s
        ) AS silence
        WHERE id = %(cart)s
            AND (%(order)s::bigint IS NULL OR status = 'open' AND order_id IS DISTINCT FROM %(order)s)
        RETURNING id, version, updated_at, name
    ), events AS (
        INSERT INTO carts_cartevent (cart_id, version, kind, item_id, before, quantity, by_id, shop_id, reason)
        SELECT id, version, %(kind)s, item, before, after, %(by)s, %(shop)s, %(reason)s
        FROM moved, unnest(%(items)s::bigint[], %(before)s::int[], %(after)s::int[]) AS change (item, before, after)
    )
    SELECT version, updated_at, name, ARRAY(
        SELECT shop_id FROM marketplace_item WHERE id = ANY(%(items)s::bigint[])
        UNION
        SELECT shop_id FROM carts_cartline JOIN marketplace_item item ON item.id = item_id WHERE cart_id = %(cart)s
    ) FROM moved
"""
BY_SHOPPER = frozenset(
    {"added", "changed", "removed", "emptied", "merged", "restored", "checked_out", "agreed", "undone"}
)
"""Kinds of events that only the shopper causes: after the cart was abandoned they mark it as recovered."""


@dataclass(frozen=True)
class QuantityChange:
    """The quantity of an item in a cart before and after a change."""

    item: Item
    before: int
    after: int


class RecordedChange(NamedTuple):
    """The result of a recorded change; `shops` have items in the cart now or had some before."""

    version: int
    at: datetime
    name: uuid.UUID
    shops: list[int]


def record_change(
    cart: int,
    kind: str,
    changes: Iterable[QuantityChange],
    *,
    status: str | None = None,
    order: Order | None = None,
    by: User | None = None,
    shop: Shop | None = None,
    reason: str = "",
) -> RecordedChange | None:
    """Raise a cart's version and write its history, in one statement.

    `by` is the member of staff, `shop` their shop and `reason` the reason, if the shopper did not do it. The statement
    also writes `abandoned_at` if the cart was abandoned until now and no sweep has recorded that. Returns None if the
    cart leads to this order already, or is no longer open and can't lead to an order.
    """
    # Sorted by item, as in all other places: inserting locks the items, and in any other order two changes deadlock.
    rows: list[tuple[int | None, int, int]] = sorted((each.item.pk, each.before, each.after) for each in changes)
    items, before, after = (list(column) for column in zip(*(rows or [(None, 0, 0)]), strict=True))
    params: dict[str, Any] = {
        "cart": cart,
        "kind": str(kind),
        "items": items,
        "before": before,
        "after": after,
        "status": status,
        "order": order and order.pk,
        "by": by and by.pk,
        "shop": shop and shop.pk,
        "reason": reason,
        "abandoned_after": timedelta(minutes=settings.CART_ABANDONED_MINUTES),
        "is_return": str(kind) in BY_SHOPPER,
    }
    with connection.cursor() as cursor:
        cursor.execute(RECORD, params)
        row = cursor.fetchone()
    return RecordedChange(*row) if row else None
