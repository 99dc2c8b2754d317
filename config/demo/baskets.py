"""Carts of yesterday and today: those that were bought, and those that were left behind, each with its history."""

import random
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from carts.models import Cart, CartEvent, CartLine
from marketplace.models import Order, OrderLine, Product

LEFT_BEHIND = (0, 1, 2, 2, 3, 4)
"""How many carts were left for one that was ordered."""
REMINDED = 8
"""Of so many guests who left a cart, one had agreed to be reminded."""
FILLING, PATIENCE = timedelta(minutes=9), timedelta(minutes=settings.CART_ABANDONED_MINUTES)
Kind = CartEvent.Kind

_VISITS = """
INSERT INTO marketplace_visit (visitor, day, created_at)
SELECT substr(viewer, 3), day, min(viewed_at) FROM marketplace_productview
WHERE viewer LIKE 'v-%%' AND day >= %(day)s GROUP BY viewer, day
ON CONFLICT DO NOTHING
"""


def save_carts(now: datetime, midnight: datetime, seed: int = 30) -> int:
    """Write the carts since the midnight before the last, and who came on these days; returns how many carts."""
    luck, since = random.Random(seed), midnight - timedelta(days=1)  # noqa: S311 (repeatable on purpose)
    with connection.cursor() as cursor:
        cursor.execute(_VISITS, {"day": since.date()})
    orders = list(Order.objects.filter(created_at__gt=since, paid_at__isnull=False).prefetch_related("lines__item"))
    on_sale = {"product__status": Product.Status.ACTIVE, "item__isnull": False}
    wanted = list(OrderLine.objects.filter(**on_sale, order__in=orders).select_related("item__product").order_by("pk"))
    carts = Cart.objects.bulk_create([*map(_bought, orders), *_left_behind(orders, now, luck)])
    filled = [(cart, list(_lines(cart, wanted, luck))) for cart in carts]
    CartLine.objects.bulk_create(line for _, lines in filled for line in lines)
    CartEvent.objects.bulk_create(event for cart, lines in filled for event in _events(cart, lines, luck))
    return len(carts)


def _bought(order: Order) -> Cart:
    times = {"created_at": order.created_at - FILLING, "updated_at": order.paid_at}
    status = Cart.Status.BOUGHT
    return Cart(holder=order.holder, member_id=order.buyer_id, name=uuid.uuid4(), status=status, order=order, **times)


def _left_behind(orders: Iterable[Order], now: datetime, luck: random.Random) -> Iterator[Cart]:
    """Yield carts of guests who began about when others bought, and went; not those that would be active yet."""
    for order in orders:
        for _ in range(luck.choice(LEFT_BEHIND)):
            touched = order.created_at + timedelta(minutes=luck.uniform(-50, 50))
            guest = f"{luck.getrandbits(128):032x}"
            email = f"{guest[:8]}@livestall.example" if luck.randrange(REMINDED) == 0 else ""
            if touched + PATIENCE < now:
                yield Cart(
                    holder=f"v-{guest}",
                    name=uuid.uuid4(),
                    reminder_email=email,
                    created_at=touched - FILLING,
                    updated_at=touched,
                    abandoned_at=touched + PATIENCE,
                )


def _lines(cart: Cart, wanted: list[OrderLine], luck: random.Random) -> Iterator[CartLine]:
    ordered = list(cart.order.lines.all()) if cart.order else []
    some = luck.sample(wanted, min(len(wanted), luck.choice((1, 1, 2, 3))))
    for line in {line.item_id: line for line in ordered or some}.values():
        if line.item_id:
            seen = {"quantity": line.quantity, "price_seen": line.unit_price, "added_at": cart.created_at}
            yield CartLine(cart=cart, item_id=line.item_id, **seen)


def _events(cart: Cart, lines: list[CartLine], luck: random.Random) -> Iterator[CartEvent]:
    told: dict[str, Any] = {"cart": cart, "version": cart.version}
    for line in lines:
        at = cart.created_at + FILLING * luck.random()
        yield CartEvent(**told, kind=Kind.ADDED, item_id=line.item_id, quantity=line.quantity, at=at)
    if cart.order or luck.random() < 0.3:
        yield CartEvent(**told, kind=Kind.CHECKED_OUT, at=cart.created_at + FILLING)
    if cart.order:
        yield CartEvent(**told, kind=Kind.BOUGHT, at=cart.updated_at)
