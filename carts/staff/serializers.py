"""Carts as JSON: money as plain numbers, times in milliseconds since 1970."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from carts.cart_summary import CartSummary
from carts.models import CartLine
from carts.staff.rows import CartRow

MAX_CARTS = 500
"""Maximum of carts in one response, last updated first."""


def row_as_json(row: CartRow) -> dict[str, Any]:
    """Return a cart as staff may see it: its display code, and the lines of the scope."""
    return {
        "sessionId": row.code,
        "shopId": row.scope.shop.slug if row.scope.shop else None,
        "items": [_line_as_json(line) for line in row.lines],
        "total": _money_as_json(row.value),
        "itemCount": row.count,
        "createdAt": _time_as_json(row.cart.created_at),
        "lastUpdated": _time_as_json(row.cart.updated_at),
        "status": row.stage,
        "isGuest": row.cart.member_id is None,
    }


def cart_as_json(summary: CartSummary) -> dict[str, Any]:
    """Return the shopper's own cart, with the version that the next update must name."""
    cart = summary.cart
    return {
        "sessionId": cart.code if cart else None,
        "version": summary.version,
        "items": [
            _line_as_json(line) | {"problem": line.problem.code if line.problem else None} for line in summary.lines
        ],
        "total": _money_as_json(summary.subtotal),
        "itemCount": summary.count,
        "createdAt": _time_as_json(cart.created_at) if cart else None,
        "lastUpdated": _time_as_json(cart.updated_at) if cart else None,
    }


def _line_as_json(line: CartLine) -> dict[str, Any]:
    return {
        "id": line.item_id,
        "title": line.product.title,
        "option": line.item.label,
        "sku": line.item.sku,
        "quantity": line.quantity,
        "price": _money_as_json(line.unit_price),
        "amount": _money_as_json(line.amount),
    }


def _money_as_json(amount: Decimal) -> float:
    # JSON has only floats; amounts under a trillion keep their two decimals.
    return float(amount)


def _time_as_json(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
