"""From wanted items to a pending order that holds its stock: all lines or none."""

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
from marketplace.orders.hold_limits import continued_times, find_hold_problem
from marketplace.orders.purchase_limits import address_digest, addresses_of, limit_problem, over_limit
from marketplace.signals import stock_changed

KEY_LENGTH = 64
MOST = Decimal(10) ** 10
"""Limit of an order's total: its column holds no more."""


def add_up_quantities(wanted: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Add up quantities per item, in primary-key order; refused when nothing is wanted."""
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
    """Return the digest of wanted items with everything shown beside them: prices, currency and limits.

    A checkout under way is resumed only by the same digest: one that costs something else by now is another one.
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
    """How many one order may have of an item, where that isn't the usual number."""

    @classmethod
    def lock(
        cls, shopper: Shopper, wanted: dict[int, int], agreed: Mapping[int, Decimal], most: int | None = None
    ) -> "CheckoutRequest":
        """Lock the wanted items, then read them: values read before the wait could be stale."""
        Item.objects.lock(wanted)
        found = Item.objects.as_locked().filter(pk__in=wanted)
        found = found.with_earlier_holds(shopper) if most is None else found
        return cls(shopper, wanted, found.in_bulk(), agreed, most)

    def check(self) -> None:
        """Raise `CheckoutRefused` with every reason, one per line, or return."""
        problems = [self._problem(item_id, quantity) for item_id, quantity in self.wanted.items()]
        Readiness.after(problems + self._over_limit()).require()

    def _problem(self, item_id: int, quantity: int) -> Problem | None:
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
        """Return until when the order's stock is held, by the database's clock after the wait, and whether renewed.

        It goes on from the order it replaces, and from holds on the same items that were given up before.
        """
        earlier = continued_times(self.items.values())
        earlier += [(replaced.expires_at, replaced.renewed_at)] if replaced else []
        fresh = next(iter(self.items.values())).read_at + timedelta(minutes=settings.HOLD_MINUTES)
        renewed = max((renewed_at for _, renewed_at in earlier if renewed_at), default=None)
        return {"expires_at": min((at for at, _ in earlier), default=fresh), "renewed_at": renewed}

    def _over_limit(self) -> list[Problem | None]:
        wanted: Counter[Product] = Counter()
        for item_id, item in self.items.items():
            if item.product.limit_per_shopper is not None:
                wanted[item.product] += self.wanted[item_id]
        if not wanted:
            return []
        first = {item.product: item_id for item_id, item in reversed(self.items.items())}
        addresses = addresses_of(self.shopper.user.pk if self.shopper.user else None)
        over = over_limit(wanted, OrderLine.objects.had().bought_by(self.shopper.holders, addresses))
        return [limit_problem(first[product], product) for product in over]


def check_out_items(
    shopper: Shopper, wanted: Iterable[tuple[int, int]], *, key: str, agreed: Mapping[int, Decimal] | None = None
) -> Order:
    """Return the pending order with holds on the wanted items.

    `wanted` are pairs of item id and quantity; `key` is the idempotency key of the form that was sent. The same
    key gives the same order for ever, unless a price fell meanwhile; with other content it raises `KeyReused`. A
    checkout already under way is resumed when it is for the same things at the same prices, else replaced: the new
    order keeps the old deadline, so that neither editing a cart nor cancelling a checkout buys time. `agreed` are the
    prices the shopper agreed to, by item id: higher prices are refused.
    Raises `CheckoutRefused` with a problem for each line that can't be had.
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
        # The page has shown the lower price since, and may send the form it had before. Refused, all is as it was: the
        # caller may look at the order after that.
        with transaction.atomic():
            earlier.order = _resume_or_replace(shopper, wanted, agreed)
        earlier.save(update_fields=["order"])
    return earlier.order


def _resume_or_replace(shopper: Shopper, wanted: dict[int, int], agreed: Mapping[int, Decimal]) -> Order:

    under_way = Order.objects.lock_open_checkouts(shopper)
    shown = offer_hash(wanted, _load_items(wanted)) if under_way else ""
    kept = next((each for each in under_way if each.content_hash == shown or each.is_being_paid), None)
    for order in under_way:
        # A sign-in during a checkout may leave two orders: the second would hold everything twice.
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

    The items have to be locked, and there have to be enough of them.
    """

    if amount >= MOST:
        raise Refused("That is more than one order can come to; please order in parts.", field="items")
    order = Order.objects.create(
        holder=shopper.holder,
        buyer=shopper.user,
        visitor=shopper.visitor,
        household=shopper.network,
        email=shopper.user.email if shopper.user else "",
        # The address of an account is verified at the sign-in.
        proved_address=address_digest(shopper.user.email) if shopper.user else "",
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
