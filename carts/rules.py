"""Rules for adding items to a cart: each raises `Refused` with a code and a form field."""

from django.conf import settings
from django.db.models import Sum

from carts.models.line import CartLineQuerySet
from marketplace.errors import Refused
from marketplace.models import Item, OrderLine, Product
from marketplace.orders.purchase_limits import find_products_over_limit, load_address_digests


def require_known(item_id: int, holders: list[str]) -> Item:
    """Return the item with its product and the units left for these holders; a draft is unknown."""
    items = Item.objects.left_for(holders).select_related("product__shop")
    if item := items.filter(pk=item_id).exclude(product__status=Product.Status.DRAFT).first():
        return item
    raise Refused("There is no such item on sale.", field="item", code="unknown_item")


def require_quantity(quantity: int) -> int:
    """Return the quantity if a line may have it."""
    if 1 <= quantity <= settings.MAX_LINE_QUANTITY:
        return quantity
    raise Refused(f"The quantity must be 1 to {settings.MAX_LINE_QUANTITY}.", field="quantity", code="quantity")


def require_sum(before: int, more: int) -> int:
    """Return the sum of the two quantities if a line may have it."""
    require_quantity(more)
    most = settings.MAX_LINE_QUANTITY
    if before + more <= most:
        return before + more
    rest = f": add up to {most - before}." if before < most else "."
    raise Refused(f"You have {before} in your cart, and {most} is the most{rest}", field="quantity", code="quantity")


def require_buyable(item: Item, quantity: int, member_id: int | None) -> None:
    """Refuse an item that can't be bought at all now; the line itself shows that too few are left."""
    is_open = item.product.has_opened(item.read_at)
    problem = item.problem(quantity, left=item.left, is_open=is_open, member_id=member_id)
    if problem and problem.code != "not_enough":
        raise Refused(problem.message, field="item", code=problem.code)


def require_room(lines: int) -> None:
    """Refuse more different items than a cart may contain."""
    if lines > settings.MAX_CART_LINES:
        message = f"A cart can hold {settings.MAX_CART_LINES} different items. Check out or remove something first."
        raise Refused(message, field="item", code="too_many_lines")


def require_within_limit(lines: CartLineQuerySet, product: Product, holders: list[str], member_id: int | None) -> None:
    """Refuse more units of a product than its limit per shopper, all its items and past purchases counted."""
    if product.limit_per_shopper is None:
        return
    wanted = lines.filter(item__product=product).aggregate(units=Sum("quantity"))["units"] or 0
    bought = OrderLine.objects.had(checkouts=False).bought_by(holders, load_address_digests(member_id))
    if find_products_over_limit({product: wanted}, bought):
        message = f"{product.title}: at most {product.limit_per_shopper} per shopper, and you have that many already."
        raise Refused(message, field="item", code="duplicate_item")
