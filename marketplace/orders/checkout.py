"""Checkout: make a pending order that holds the stock of all wanted items, or of none."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction

from marketplace.accounts.visitors import Shopper
from marketplace.errors import KeyReused, Problem, Refused
from marketplace.locks import advisory_lock
from marketplace.models.idempotency_keys import CheckoutKey
from marketplace.models.items import Hold, Item
from marketplace.models.order_lines import OrderLine
from marketplace.models.orders import Order, units_of
from marketplace.models.products import Product
from marketplace.orders.availability import Readiness
from marketplace.orders.hold_limits import find_cancelled_hold_times, find_hold_problem
from marketplace.orders.purchase_limits import (
    digest_address,
    find_products_over_limit,
    load_address_digests,
    make_limit_problem,
)
from marketplace.signals import stock_changed

KEY_LENGTH = 64
MOST = Decimal(10) ** 10
"""Limit of an order's total, from the size of its column."""


def add_up_quantities(wanted: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Add up quantities per item, in primary-key order; raises `Refused` for an empty cart."""
    total: Counter[int] = Counter()
    for item_id, quantity in wanted:
        total[item_id] += quantity
    if not total:
        raise Refused("Your cart is empty.", field="items")
    return dict(sorted(total.items()))


def content_hash(wanted: dict[int, int]) -> str:
    """Return the digest of wanted items and quantities."""
    return sha256(json.dumps(sorted(wanted.items())).encode()).hexdigest()


def offer_hash(wanted: dict[int, int], items: Mapping[int, Item]) -> str:
    """Return the digest of the wanted items and their shown prices, currency and limits.

    An open checkout is resumed only if the digest is the same; after a price change it is replaced.
    """
    shown = [
        (pk, wanted[pk], str(item.product.price), item.product.limit_per_shopper) for pk, item in sorted(items.items())
    ]
    return sha256(json.dumps([settings.CURRENCY, sorted(wanted.items()), shown]).encode()).hexdigest()


@dataclass
class CheckoutRequest:
    """The items a shopper wants to order; all reads happen under the locks of `lock`."""

    shopper: Shopper
    wanted: dict[int, int]
    items: dict[int, Item]
    agreed: Mapping[int, Decimal]
    most: int | None = None
    """Maximum quantity of an item per order, if it differs from the usual one (deals)."""

    @classmethod
    def lock(
        cls, shopper: Shopper, wanted: dict[int, int], agreed: Mapping[int, Decimal], most: int | None = None
    ) -> "CheckoutRequest":
        """Lock the wanted items, then read them: values read before the wait for the lock could be stale."""
        Item.objects.lock(wanted)
        found = Item.objects.as_locked().filter(pk__in=wanted)
        found = found.with_earlier_holds(shopper) if most is None else found
        return cls(shopper, wanted, found.in_bulk(), agreed, most)

    def check(self) -> None:
        """Raise `CheckoutRefused` with all problems, one per line, if there are any."""
        problems = [self._find_problem(item_id, quantity) for item_id, quantity in self.wanted.items()]
        Readiness.after(problems + self._find_limit_problems()).require()

    def _find_problem(self, item_id: int, quantity: int) -> Problem | None:
        item = self.items.get(item_id)
        if item is None:
            return Problem(item_id, "not_for_sale", "An item in your cart is not for sale.")
        member_id = self.shopper.user.pk if self.shopper.user else None
        left, is_open = item.left, item.product.has_opened(item.read_at)
        problem = item.problem(quantity, left=left, is_open=is_open, member_id=member_id, most=self.most)
        if problem is None and self.most is None:
            problem = find_hold_problem(item, quantity)
        return problem or item.price_rise(self.agreed.get(item_id, item.product.price))

    def times(self, replaced: Order | None) -> dict[str, datetime | None]:
        """Return the end of the order's hold, by the database's clock after the lock, and the time of its renewal.

        It continues the hold of the replaced order and earlier cancelled holds on the same items.
        """
        earlier = find_cancelled_hold_times(self.items.values())
        earlier += [(replaced.expires_at, replaced.renewed_at)] if replaced else []
        fresh = next(iter(self.items.values())).read_at + timedelta(minutes=settings.HOLD_MINUTES)
        renewed = max((renewed_at for _, renewed_at in earlier if renewed_at), default=None)
        return {"expires_at": min((at for at, _ in earlier), default=fresh), "renewed_at": renewed}

    def _find_limit_problems(self) -> list[Problem | None]:
        wanted: Counter[Product] = Counter()
        for item_id, item in self.items.items():
            if item.product.limit_per_shopper is not None:
                wanted[item.product] += self.wanted[item_id]
        if not wanted:
            return []
        first = {item.product: item_id for item_id, item in reversed(self.items.items())}
        addresses = load_address_digests(self.shopper.user.pk if self.shopper.user else None)
        over = find_products_over_limit(wanted, OrderLine.objects.had().bought_by(self.shopper.holders, addresses))
        return [make_limit_problem(first[product], product) for product in over]


def check_out_items(
    shopper: Shopper, wanted: Iterable[tuple[int, int]], *, key: str, agreed: Mapping[int, Decimal] | None = None
) -> Order:
    """Return the pending order with holds on the wanted items.

    `wanted` are pairs of item id and quantity; `key` is the idempotency key of the form. The same key always gives the
    same order, unless a price fell meanwhile; with other content it raises `KeyReused`. An open checkout is resumed if
    items and prices are the same, otherwise replaced. The new order keeps the old deadline, so that editing a cart or
    cancelling a checkout gains no time. `agreed` are the prices the shopper agreed to, by item id: higher prices are
    refused.
    Raises `CheckoutRefused` with a problem for each line that can't be ordered.
    """
    with transaction.atomic():
        advisory_lock(shopper.holder)
        return check_out_locked(shopper, wanted, key=key, agreed=agreed)


def check_out_locked(
    shopper: Shopper, wanted: Iterable[tuple[int, int]], *, key: str, agreed: Mapping[int, Decimal] | None = None
) -> Order:
    """Check out inside the caller's transaction, under the shopper's `advisory_lock`."""

    if not 8 <= len(key) <= KEY_LENGTH:
        raise Refused("This form is damaged; reload the page.", field="key")
    total = add_up_quantities(wanted)
    earlier = CheckoutKey.objects.filter(holder__in=shopper.holders, key=key).select_related("order").first()
    if earlier:
        return _reuse_order(earlier, shopper, total, agreed or {})
    order = _resume_or_replace(shopper, total, agreed or {})
    order.keys.create(holder=shopper.holder, key=key, content_hash=content_hash(total))
    return order


def _reuse_order(
    earlier: CheckoutKey, shopper: Shopper, wanted: dict[int, int], agreed: Mapping[int, Decimal]
) -> Order:
    if earlier.content_hash != content_hash(wanted):
        raise KeyReused("This checkout form was already used for another cart; reload the page.", field="key")
    if earlier.order.is_payable() and earlier.order.costs_less_now():
        # The page has shown the lower price since, and may send its older form. The savepoint undoes a refused
        # replacement: the caller may still read the old order.
        with transaction.atomic():
            earlier.order = _resume_or_replace(shopper, wanted, agreed)
        earlier.save(update_fields=["order"])
    return earlier.order


def _resume_or_replace(shopper: Shopper, wanted: dict[int, int], agreed: Mapping[int, Decimal]) -> Order:

    under_way = Order.objects.lock_open_checkouts(shopper)
    shown = offer_hash(wanted, _load_items(wanted)) if under_way else ""
    kept = next((each for each in under_way if each.content_hash == shown or each.is_being_paid), None)
    for order in under_way:
        # A sign-in during a checkout may leave two orders, which would hold the stock twice.
        if order is not kept and not (kept and order.is_being_paid):
            order.lapse(Order.Status.CANCELLED)
    if kept:
        return kept
    request = CheckoutRequest.lock(shopper, wanted, agreed)
    request.check()
    return _place_order(request, next(iter(under_way), None))


def _load_items(wanted: dict[int, int]) -> dict[int, Item]:
    return Item.objects.select_related("product").in_bulk(wanted)


def _place_order(request: CheckoutRequest, replaced: Order | None) -> Order:

    return write_order(
        request.shopper,
        lambda order: [OrderLine.of(order, item, request.wanted[pk]) for pk, item in request.items.items()],
        sum((item.product.price * request.wanted[pk] for pk, item in request.items.items()), Decimal(0)),
        content_hash=offer_hash(request.wanted, request.items),
        **request.times(replaced),
    )


def write_order(
    shopper: Shopper, lines_of: Callable[[Order], list[OrderLine]], amount: Decimal, **fields: Any
) -> Order:
    """Write a pending order over `amount` with the lines from `lines_of`, and hold their stock.

    Requires locked items with enough stock.
    """

    if amount >= MOST:
        raise Refused("This total is too high for one order. Split it into several orders.", field="items")
    order = Order.objects.create(
        holder=shopper.holder,
        buyer=shopper.user,
        visitor=shopper.visitor,
        household=shopper.network,
        email=shopper.user.email if shopper.user else "",
        # An account's address is verified before the first sign-in.
        proved_address=digest_address(shopper.user.email) if shopper.user else "",
        items_total=amount,
        total=amount,
        currency=settings.CURRENCY,
        **fields,
    )
    lines = OrderLine.objects.bulk_create(lines_of(order))
    order.holds.bulk_create(
        Hold(order=order, item_id=pk, quantity=quantity, expires_at=order.expires_at)
        for pk, quantity in units_of(lines).items()
    )
    stock_changed.send_robust(sender=Order, items=[line.item for line in lines if line.item])
    return order
