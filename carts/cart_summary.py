"""What a shopper's cart looks like right now: lines, sums and problems, from fresh reads."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property

from carts.models import Cart, CartEvent, CartLine
from carts.models.line_queries import fresh_lines
from carts.models.merge_chain import CartCopy
from carts.models.merging import UNDOABLE
from carts.staff_notices import StaffNotice
from marketplace.accounts.visitors import Shopper
from marketplace.errors import Problem
from marketplace.models import Order, OrderLine, Product
from marketplace.models.payments import find_unsettled_order
from marketplace.orders.availability import Readiness
from marketplace.orders.purchase_limits import addresses_of, limit_problem, over_limit

COPY_SALT = "carts.copy"


@dataclass
class Contents:
    """One picture of a cart; `version` tells which of two pictures is the newer one, 0 where there never was a cart."""

    holder: str
    cart: Cart | None = None
    order: Order | None = None
    """The unpaid order the cart led to: its news is the cart's too."""
    version: int = 0
    lines: list[CartLine] = field(default_factory=list)
    notice: StaffNotice | None = None

    @classmethod
    def of(cls, shopper: Shopper) -> "Contents":
        """Read the shopper's cart, in a number of queries that doesn't grow with it."""
        latest = Cart.objects.newest(shopper)
        if latest is None or not latest.is_open:
            notice = StaffNotice.of(latest) if latest else None
            return cls(shopper.holder, version=latest.version if latest else 0, notice=notice)
        lines = fresh_lines(latest.pk, shopper.holders)
        _find_problems(shopper, lines, latest.order_id)
        order = find_unsettled_order(latest.order_id)
        return cls(shopper.holder, latest, order, latest.version, lines, StaffNotice.of(latest))

    @property
    def is_frozen(self) -> bool:
        """Tell whether it stays as it is because it is being paid for."""
        return self.order is not None and self.order.being_paid

    @property
    def is_set_aside(self) -> bool:
        """Tell whether a checkout under way keeps what was in it."""
        return self.order is not None and self.order.has_time

    @property
    def is_checkout_dearer(self) -> bool:
        """Tell whether that checkout comes to more than the cart shows now; checking out again costs less."""
        return self.order is not None and self.order.items_total > self.subtotal

    @cached_property
    def key(self) -> str:
        """Return a fresh key, for the checkout forms of one page."""
        return uuid.uuid4().hex

    @property
    def mark(self) -> str:
        """Return a word by which a page tells one shopper's cart from another's; it gives nothing else away."""
        return salted_hmac(COPY_SALT, self.holder).hexdigest()[:12]

    @property
    def hold_minutes(self) -> int:
        """Return for how many minutes a checkout sets the cart's things aside."""
        return settings.HOLD_MINUTES

    @cached_property
    def readiness(self) -> Readiness:
        """Return whether the cart can be checked out, and if not, why."""
        return Readiness.after((line.problem for line in self.lines), is_being_paid=self.is_frozen)

    @cached_property
    def undoable(self) -> CartEvent | None:
        """Return the last change of the cart, while it can be taken back."""
        if self.cart is None or self.is_frozen:
            return None
        last = self.cart.events.filter(version=self.version, kind__in=UNDOABLE, item__isnull=False)
        return last.select_related("item__product").first()

    @property
    def risen(self) -> list[CartLine]:
        """Return the lines whose new price needs a yes."""
        return self._with_problem("price_rise")

    @property
    def short(self) -> list[CartLine]:
        """Return the lines of which too few are left."""
        return self._with_problem("not_enough")

    @property
    def gone(self) -> list[CartLine]:
        """Return the lines of which nothing can be bought."""
        return [line for line in self.lines if line.problem and line.problem.is_gone]

    @property
    def is_all_sold_out(self) -> bool:
        """Tell whether that is because all of them are sold out."""
        return all(line.problem and line.problem.code == "sold_out" for line in self.gone)

    def _with_problem(self, code: str) -> list[CartLine]:
        return [line for line in self.lines if line.problem and line.problem.code == code]

    @property
    def count(self) -> int:
        """Return the number of units."""
        return sum(line.quantity for line in self.lines)

    @property
    def subtotal(self) -> Decimal:
        """Return the sum of the lines that can be bought, at the prices of now."""
        wanted = (line for line in self.lines if not (line.problem and line.problem.is_gone))
        return sum((line.amount for line in wanted), Decimal(0))

    @property
    def copy(self) -> str:
        """Return the signed copy a browser keeps for when its cookies are lost; empty when there is nothing in it."""
        if self.cart is None or not self.lines:
            return ""
        wanted = [[line.item_id, line.quantity] for line in self.lines]
        told = {"cart": self.cart.name.hex, "version": self.cart.version, "lines": wanted}
        return signing.dumps(told, salt=COPY_SALT, compress=True)


def _find_problems(shopper: Shopper, lines: list[CartLine], order_id: int | None) -> None:
    over = _over_limit(shopper, lines, order_id)
    member_id = shopper.user.pk if shopper.user else None
    for line in lines:
        line.problem = line.find_problem(member_id) or over.get(line.product.pk)


def _over_limit(shopper: Shopper, lines: list[CartLine], order_id: int | None) -> dict[int, Problem]:
    wanted: Counter[Product] = Counter()
    for line in lines:
        if line.product.limit_per_shopper is not None:
            wanted[line.product] += line.quantity
    if not wanted:
        return {}
    # The cart's own checkout is what is in it.
    others = OrderLine.objects.exclude(order=order_id).had(checkouts=False)
    addresses = addresses_of(shopper.user.pk if shopper.user else None)
    over = over_limit(wanted, others.bought_by(shopper.holders, addresses))
    first = {line.product.pk: line.item_id for line in reversed(lines)}
    return {product.pk: limit_problem(first[product.pk], product) for product in over}


def remembered(copy: str) -> CartCopy:
    """Read a signed copy; raises `signing.BadSignature` when it is forged, damaged, or older than `CART_COPY_DAYS`."""
    told = signing.loads(copy, salt=COPY_SALT, max_age=settings.CART_COPY_DAYS * 86_400)
    # Copies made before copies had a version are older than every purchase.
    return CartCopy(told["cart"], told.get("version", 0), dict(told["lines"]))
