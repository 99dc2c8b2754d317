"""What may go into a cart: each rule raises `Refused` with a code and the form field it is about."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Sum

from marketplace.errors import Refused
from marketplace.models import Item, OrderLine, Product

if TYPE_CHECKING:
    from carts.models.cart import Cart


@dataclass(frozen=True)
class Change:
    """How many of an item a cart held before and holds after."""

    item: Item
    before: int
    after: int


def require_known(item_id: int, holder: str) -> Item:
    """Return the item with its product and what is left for a holder; drafts are as unknown as what doesn't exist."""
    items = Item.objects.left_for([holder]).select_related("product__shop")
    if item := items.filter(pk=item_id).exclude(product__status=Product.Status.DRAFT).first():
        return item
    raise Refused("There is no such item on sale.", field="item", code="unknown_item")


def require_quantity(quantity: int) -> int:
    """Return the quantity if it is one a line may have."""
    if 1 <= quantity <= settings.MAX_LINE_QUANTITY:
        return quantity
    raise Refused(f"The quantity must be 1 to {settings.MAX_LINE_QUANTITY}.", field="quantity", code="quantity")


def require_buyable(cart: "Cart", item: Item, quantity: int) -> None:
    """Refuse what can't be bought at all right now; too few left is a matter for the line to show."""
    problem = item.problem(quantity, left=item.left, is_open=item.is_open, member_id=cart.member_id)
    if problem and problem.code != "not_enough":
        raise Refused(problem.message, field="item", code=problem.code)


def require_room(lines: int) -> None:
    """Refuse more different items than a cart takes."""
    if lines > settings.MAX_CART_LINES:
        message = f"A cart takes {settings.MAX_CART_LINES} different items; check out or remove something first."
        raise Refused(message, field="item", code="too_many_lines")


def require_within_limit(cart: "Cart", product: Product) -> None:
    """Refuse more of a product than one shopper may have, over all its items and what they bought before."""
    limit = product.limit_per_shopper
    if limit is None:
        return
    wanted = cart.lines.filter(item__product=product).aggregate(units=Sum("quantity"))["units"] or 0
    bought = OrderLine.objects.taken().bought_by([cart.holder]).units_of([product.pk])
    if wanted + bought.get(product.pk, 0) > limit:
        message = f"{product.title}: at most {limit} per shopper, and you have that many already."
        raise Refused(message, field="item", code="duplicate_item")
