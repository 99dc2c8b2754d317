"""What may go into a cart: each rule raises `Refused` with a code and the form field it is about."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Sum

from marketplace.errors import Refused
from marketplace.models import Item, OrderLine, Product
from marketplace.orders.purchase_limits import addresses_of, over_limit

if TYPE_CHECKING:
    from carts.models.cart import Cart


@dataclass(frozen=True)
class Change:
    """How many of an item a cart held before and holds after."""

    item: Item
    before: int
    after: int


def require_known(item_id: int, holders: list[str]) -> Item:
    """Return the item with its product and what is left for these holders; a draft is as unknown as what is gone."""
    items = Item.objects.left_for(holders).select_related("product__shop")
    if item := items.filter(pk=item_id).exclude(product__status=Product.Status.DRAFT).first():
        return item
    raise Refused("There is no such item on sale.", field="item", code="unknown_item")


def require_quantity(quantity: int) -> int:
    """Return the quantity if it is one a line may have."""
    if 1 <= quantity <= settings.MAX_LINE_QUANTITY:
        return quantity
    raise Refused(f"The quantity must be 1 to {settings.MAX_LINE_QUANTITY}.", field="quantity", code="quantity")


def require_sum(before: int, more: int) -> int:
    """Return the quantity of a line to which so many more are added, if a line may have it."""
    require_quantity(more)
    most = settings.MAX_LINE_QUANTITY
    if before + more <= most:
        return before + more
    rest = f": add up to {most - before}." if before < most else "."
    raise Refused(f"You have {before} in your cart, and {most} is the most{rest}", field="quantity", code="quantity")


def require_buyable(cart: "Cart", item: Item, quantity: int) -> None:
    """Refuse what can't be bought at all right now; too few left is a matter for the line to show."""
    is_open = item.product.has_opened(item.read_at)
    problem = item.problem(quantity, left=item.left, is_open=is_open, member_id=cart.member_id)
    if problem and problem.code != "not_enough":
        raise Refused(problem.message, field="item", code=problem.code)


def require_room(lines: int) -> None:
    """Refuse more different items than a cart takes."""
    if lines > settings.MAX_CART_LINES:
        message = f"A cart takes {settings.MAX_CART_LINES} different items; check out or remove something first."
        raise Refused(message, field="item", code="too_many_lines")


def require_within_limit(cart: "Cart", product: Product) -> None:
    """Refuse more of a product than one shopper may have, over all its items and what they bought before."""
    if product.limit_per_shopper is None:
        return
    wanted = cart.lines.filter(item__product=product).aggregate(units=Sum("quantity"))["units"] or 0
    had = OrderLine.objects.had(checkouts=False).bought_by(cart.holders, addresses_of(cart.member_id))
    if over_limit({product: wanted}, had):
        message = f"{product.title}: at most {product.limit_per_shopper} per shopper, and you have that many already."
        raise Refused(message, field="item", code="duplicate_item")
