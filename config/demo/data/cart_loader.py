"""Writes carts of yesterday and today, bought and abandoned ones, with their events."""

import random
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from carts.models import Cart, CartEvent, CartLine
from config.demo.data.people import DOMAIN
from marketplace.models import Order, OrderLine, Product

ABANDONED_PER_ORDER = (0, 1, 2, 2, 3, 4)
"""Numbers of abandoned carts for one order, to choose from."""
REMINDER_ONE_IN = 8
"""One in so many guests with an abandoned cart has agreed to a reminder."""
FILLING_TIME, ABANDONED_AFTER = timedelta(minutes=9), timedelta(minutes=settings.CART_ABANDONED_MINUTES)
Kind = CartEvent.Kind

_VISITS = """
INSERT INTO marketplace_visit (visitor, day, created_at)
SELECT substr(viewer, 3), day, min(viewed_at) FROM marketplace_productview
WHERE viewer LIKE 'v-%%' AND day >= %(day)s GROUP BY viewer, day
ON CONFLICT DO NOTHING
"""


def save_carts(now: datetime, midnight: datetime, seed: int = 30) -> int:
    """Write the carts and the visits of yesterday and today; return how many carts."""
    rng, since = random.Random(seed), midnight - timedelta(days=1)  # noqa: S311 (repeatable on purpose)
    with connection.cursor() as cursor:
        cursor.execute(_VISITS, {"day": since.date()})
    orders = list(Order.objects.filter(created_at__gt=since, paid_at__isnull=False).prefetch_related("lines__item"))
    on_sale = {"product__status": Product.Status.ACTIVE, "item__isnull": False}
    popular = list(OrderLine.objects.filter(**on_sale, order__in=orders).select_related("item__product").order_by("pk"))
    carts = Cart.objects.bulk_create([*map(_make_bought_cart, orders), *_make_abandoned_carts(orders, now, rng)])
    filled = [(cart, list(_make_lines(cart, popular, rng))) for cart in carts]
    CartLine.objects.bulk_create(line for _, lines in filled for line in lines)
    CartEvent.objects.bulk_create(event for cart, lines in filled for event in _make_events(cart, lines, rng))
    return len(carts)


def _make_bought_cart(order: Order) -> Cart:
    times = {"created_at": order.created_at - FILLING_TIME, "updated_at": order.paid_at}
    status = Cart.Status.BOUGHT
    return Cart(holder=order.holder, member_id=order.buyer_id, name=uuid.uuid4(), status=status, order=order, **times)


def _make_abandoned_carts(orders: Iterable[Order], now: datetime, rng: random.Random) -> Iterator[Cart]:
    """Yield carts of guests from about the times of the orders, unless they would still be active at `now`."""
    for order in orders:
        for _ in range(rng.choice(ABANDONED_PER_ORDER)):
            updated_at = order.created_at + timedelta(minutes=rng.uniform(-50, 50))
            guest = f"{rng.getrandbits(128):032x}"
            email = f"{guest[:8]}@{DOMAIN}" if rng.randrange(REMINDER_ONE_IN) == 0 else ""
            if updated_at + ABANDONED_AFTER < now:
                yield Cart(
                    holder=f"v-{guest}",
                    name=uuid.uuid4(),
                    reminder_email=email,
                    created_at=updated_at - FILLING_TIME,
                    updated_at=updated_at,
                    abandoned_at=updated_at + ABANDONED_AFTER,
                )


def _make_lines(cart: Cart, popular: list[OrderLine], rng: random.Random) -> Iterator[CartLine]:
    """Yield lines like those of the cart's order, or a few of the popular ones for an abandoned cart."""
    ordered = list(cart.order.lines.all()) if cart.order else []
    sample = rng.sample(popular, min(len(popular), rng.choice((1, 1, 2, 3))))
    for line in {line.item_id: line for line in ordered or sample}.values():
        if line.item_id:
            fields = {"quantity": line.quantity, "price_seen": line.unit_price, "added_at": cart.created_at}
            yield CartLine(cart=cart, item_id=line.item_id, **fields)


def _make_events(cart: Cart, lines: list[CartLine], rng: random.Random) -> Iterator[CartEvent]:
    shared: dict[str, Any] = {"cart": cart, "version": cart.version}
    for line in lines:
        at = cart.created_at + FILLING_TIME * rng.random()
        yield CartEvent(**shared, kind=Kind.ADDED, item_id=line.item_id, quantity=line.quantity, at=at)
    if cart.order or rng.random() < 0.3:
        yield CartEvent(**shared, kind=Kind.CHECKED_OUT, at=cart.created_at + FILLING_TIME)
    if cart.order:
        yield CartEvent(**shared, kind=Kind.BOUGHT, at=cart.updated_at)
