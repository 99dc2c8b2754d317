"""What a shopper's cart looks like right now: lines, sums and problems, from fresh reads."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from carts.models import Cart, CartLine
from marketplace.errors import Problem
from marketplace.models import Item, OrderLine
from marketplace.visitors import Shopper

COPY_SALT = "carts.copy"


@dataclass
class Contents:
    """One picture of a cart; `version` tells which of two pictures is the newer one, 0 where there never was a cart."""

    holder: str
    cart: Cart | None = None
    version: int = 0
    lines: list[CartLine] = field(default_factory=list)

    @classmethod
    def of(cls, shopper: Shopper) -> "Contents":
        """Read the shopper's cart, in a number of queries that doesn't grow with it."""
        latest = Cart.objects.newest(shopper)
        if latest is None or not latest.is_open:
            return cls(shopper.holder, version=latest.version if latest else 0)
        lines = list(latest.lines.fresh(shopper.holders))
        _find_problems(shopper, lines)
        return cls(shopper.holder, latest, latest.version, lines)

    def show_facts(self) -> "Contents":
        """Load for each line how its item stands, whoever looks; a query more, for the cart page alone."""
        facts = facts_of(line.item_id for line in self.lines)
        for line in self.lines:
            line.facts = facts[line.item_id]
        return self

    @property
    def mark(self) -> str:
        """Return a word by which a page tells one shopper's cart from another's; it gives nothing else away."""
        return salted_hmac(COPY_SALT, self.holder).hexdigest()[:12]

    @property
    def hold_minutes(self) -> int:
        """Return for how many minutes a checkout sets the cart's things aside."""
        return settings.HOLD_MINUTES

    @property
    def problems(self) -> list[Problem]:
        """Return what keeps lines from being ordered."""
        return [line.problem for line in self.lines if line.problem]

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
    def is_blocked(self) -> bool:
        """Tell whether some line keeps the cart from being checked out."""
        return bool(self.problems)

    @property
    def copy(self) -> str:
        """Return the signed copy a browser keeps for when its cookies are lost; empty when there is nothing in it."""
        if self.cart is None or not self.lines:
            return ""
        wanted = [[line.item_id, line.quantity] for line in self.lines]
        return signing.dumps({"cart": self.cart.name.hex, "lines": wanted}, salt=COPY_SALT, compress=True)


@dataclass(frozen=True)
class LineFacts:
    """How an item stands, the same for everybody: what cart pages compare their lines with."""

    item: Item

    @property
    def left(self) -> int:
        """Return how many can be had, up to the most that a line may ask for: beyond that no line changes."""
        return max(0, min(self.item.available, settings.MAX_LINE_QUANTITY)) if self.item.is_open else 0

    @property
    def is_scarce(self) -> bool:
        """Tell whether shoppers are told the number, and how many others hold."""
        return self.item.is_open and self.item.available <= settings.LOW_STOCK


def facts_of(item_ids: Iterable[int]) -> dict[int, LineFacts]:
    """Return how these items stand, by item id; one query."""
    items = Item.objects.with_holds().select_related("product").filter(pk__in=list(item_ids))
    return {item.pk: LineFacts(item) for item in items}


def _find_problems(shopper: Shopper, lines: list[CartLine]) -> None:
    over = _over_limit(shopper, lines)
    member_id = shopper.user.pk if shopper.user else None
    for line in lines:
        line.problem = line.find_problem(member_id) or over.get(line.product.pk)


def _over_limit(shopper: Shopper, lines: list[CartLine]) -> dict[int, Problem]:
    limited = {line.product.pk: line for line in lines if line.product.limit_per_shopper is not None}
    if not limited:
        return {}
    bought = OrderLine.objects.taken().bought_by(shopper.holders).units_of(limited)
    wanted = {pk: sum(line.quantity for line in lines if line.product.pk == pk) for pk in limited}
    return {
        pk: Problem(
            line.item_id, "limit", f"{line.product.title}: at most {line.product.limit_per_shopper} per shopper."
        )
        for pk, line in limited.items()
        if wanted[pk] + bought.get(pk, 0) > (line.product.limit_per_shopper or 0)
    }


def remembered(copy: str) -> tuple[str, dict[int, int]]:
    """Return the cart's name and the quantities by item that a signed copy speaks of.

    Raises `signing.BadSignature` when it is forged, damaged, or older than `CART_COPY_DAYS`.
    """
    told = signing.loads(copy, salt=COPY_SALT, max_age=settings.CART_COPY_DAYS * 86_400)
    return told["cart"], dict(told["lines"])
