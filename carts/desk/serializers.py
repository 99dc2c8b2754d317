"""Carts as other programs read them: money as plain numbers, times in milliseconds since 1970."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from carts.cart_summary import Contents
from carts.desk.rows import Row
from carts.models import CartLine

MOST = 500
"""So many carts one answer holds, the latest changed."""


def row_as_json(row: Row) -> dict[str, Any]:
    """Return a cart as a desk may see it: by its display code, with the desk's own lines."""
    return {
        "sessionId": row.code,
        "shopId": row.scope.shop.slug if row.scope.shop else None,
        "items": [_line(line) for line in row.lines],
        "total": _money(row.value),
        "itemCount": row.count,
        "createdAt": _time(row.cart.created_at),
        "lastUpdated": _time(row.cart.updated_at),
        "status": row.stage,
        "isGuest": row.cart.member_id is None,
    }


def cart_as_json(contents: Contents) -> dict[str, Any]:
    """Return the asker's own cart, with the version to name at the next update."""
    cart = contents.cart
    return {
        "sessionId": cart.code if cart else None,
        "version": contents.version,
        "items": [_line(line) | {"problem": line.problem.code if line.problem else None} for line in contents.lines],
        "total": _money(contents.subtotal),
        "itemCount": contents.count,
        "createdAt": _time(cart.created_at) if cart else None,
        "lastUpdated": _time(cart.updated_at) if cart else None,
    }


def _line(line: CartLine) -> dict[str, Any]:
    return {
        "id": line.item_id,
        "title": line.product.title,
        "option": line.item.label,
        "sku": line.item.sku,
        "quantity": line.quantity,
        "price": _money(line.unit_price),
        "amount": _money(line.amount),
    }


def _money(amount: Decimal) -> float:
    # Two decimals of less than a trillion are written the same by float, which JSON has nothing better than.
    return float(amount)


def _time(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
