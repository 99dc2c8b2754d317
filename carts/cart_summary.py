"""The current state of a shopper's cart: lines, sums and problems, read from the database."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.utils.functional import cached_property

from carts.cart_copy import owner_mark, sign_copy
from carts.models import Cart, CartEvent, CartLine
from carts.models.cart import UNDOABLE
from carts.models.line_queries import load_lines
from carts.staff_notices import StaffNotice
from marketplace.accounts.visitors import Shopper
from marketplace.errors import Problem
from marketplace.models import Order, OrderLine, Product
from marketplace.models.payments import find_unsettled_order
from marketplace.orders.availability import Readiness
from marketplace.orders.purchase_limits import find_products_over_limit, load_address_digests, make_limit_problem


@dataclass
class CartSummary:
    """A shopper's cart at one moment; the higher `version` is the newer one, 0 if there never was a cart."""

    holder: str
    cart: Cart | None = None
    order: Order | None = None
    """The unpaid order of the cart; pages of the cart follow its live topic too."""
    version: int = 0
    lines: list[CartLine] = field(default_factory=list)
    notice: StaffNotice | None = None

    @classmethod
    def of(cls, shopper: Shopper) -> "CartSummary":
        """Read the shopper's cart, in a fixed number of queries."""
        latest = Cart.objects.latest_of(shopper)
        if latest is None or not latest.is_open:
            notice = StaffNotice.of(latest) if latest else None
            return cls(shopper.holder, version=latest.version if latest else 0, notice=notice)
        lines = load_lines(latest.pk, shopper.holders)
        _find_problems(shopper, lines, latest.order_id)
        order = find_unsettled_order(latest.order_id)
        return cls(shopper.holder, latest, order, latest.version, lines, StaffNotice.of(latest))

    @property
    def is_frozen(self) -> bool:
        """Tell whether the cart can't be changed because a payment is in progress."""
        return self.order is not None and self.order.being_paid

    @property
    def is_reserved(self) -> bool:
        """Tell whether an open checkout holds the items."""
        return self.order is not None and self.order.has_time

    @property
    def is_checkout_dearer(self) -> bool:
        """Tell whether the total of the open checkout is higher than that of the cart now."""
        return self.order is not None and self.order.items_total > self.subtotal

    @cached_property
    def key(self) -> str:
        """Return a new key for the checkout forms of one page."""
        return uuid.uuid4().hex

    @property
    def mark(self) -> str:
        """Return the mark of the shopper for pages, see `owner_mark`."""
        return owner_mark(self.holder)

    @property
    def hold_minutes(self) -> int:
        """Return the duration of a checkout's hold in minutes."""
        return settings.HOLD_MINUTES

    @cached_property
    def readiness(self) -> Readiness:
        """Return whether the cart can be checked out, and the reason if not."""
        return Readiness.after((line.problem for line in self.lines), is_being_paid=self.is_frozen)

    @cached_property
    def undoable_event(self) -> CartEvent | None:
        """Return the last change of the cart if it can be undone."""
        if self.cart is None or self.is_frozen:
            return None
        last = self.cart.events.filter(version=self.version, kind__in=UNDOABLE, item__isnull=False)
        return last.select_related("item__product").first()

    @property
    def lines_with_risen_price(self) -> list[CartLine]:
        """Return the lines with a new price that the shopper must accept."""
        return self._with_problem("price_rise")

    @property
    def lines_short_of_stock(self) -> list[CartLine]:
        """Return the lines with too few units left."""
        return self._with_problem("not_enough")

    @property
    def unavailable_lines(self) -> list[CartLine]:
        """Return the lines that can't be bought at all."""
        return [line for line in self.lines if line.problem and line.problem.is_gone]

    @property
    def are_unavailable_sold_out(self) -> bool:
        """Tell whether all unavailable lines are sold out."""
        return all(line.problem and line.problem.code == "sold_out" for line in self.unavailable_lines)

    def _with_problem(self, code: str) -> list[CartLine]:
        return [line for line in self.lines if line.problem and line.problem.code == code]

    @property
    def count(self) -> int:
        """Return the number of units."""
        return sum(line.quantity for line in self.lines)

    @property
    def subtotal(self) -> Decimal:
        """Return the sum of the lines that can be bought, at today's prices."""
        buyable = (line for line in self.lines if not (line.problem and line.problem.is_gone))
        return sum((line.amount for line in buyable), Decimal(0))

    @property
    def copy(self) -> str:
        """Return the signed copy that a browser keeps in case its cookies are lost; empty for an empty cart."""
        if self.cart is None or not self.lines:
            return ""
        lines = [[line.item_id, line.quantity] for line in self.lines]
        return sign_copy(self.cart.name.hex, self.cart.version, lines)


def _find_problems(shopper: Shopper, lines: list[CartLine], order_id: int | None) -> None:
    over_limits = _find_limit_problems(shopper, lines, order_id)
    member_id = shopper.user.pk if shopper.user else None
    for line in lines:
        line.problem = line.find_problem(member_id) or over_limits.get(line.product.pk)


def _find_limit_problems(shopper: Shopper, lines: list[CartLine], order_id: int | None) -> dict[int, Problem]:
    wanted: Counter[Product] = Counter()
    for line in lines:
        if line.product.limit_per_shopper is not None:
            wanted[line.product] += line.quantity
    if not wanted:
        return {}
    # The order of this cart contains the same items; they count once.
    others = OrderLine.objects.exclude(order=order_id).had(checkouts=False)
    addresses = load_address_digests(shopper.user.pk if shopper.user else None)
    over = find_products_over_limit(wanted, others.bought_by(shopper.holders, addresses))
    first = {line.product.pk: line.item_id for line in reversed(lines)}
    return {product.pk: make_limit_problem(first[product.pk], product) for product in over}
