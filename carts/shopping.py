"""Changes of a shopper's cart that may open a new cart: add an item, set all items, restore."""

from django.db import transaction

from carts.cart_copy import CartCopy
from carts.models import Cart
from carts.models.cart import CLOSED
from carts.models.change_log import QuantityChange
from carts.models.merge_chains import count_bought, count_units_bought_since
from marketplace.accounts.visitors import Shopper
from marketplace.errors import Refused


@transaction.atomic
def add_to_cart(shopper: Shopper, item_id: int, quantity: int) -> None:
    """Add this quantity of an item to the shopper's cart, opened if needed; refused as `Cart.add` is.

    A refused first add leaves no cart behind.
    """
    carts = Cart.objects
    cart = carts.lock_open_of(shopper) or carts.insert_for(shopper) or carts.lock_open_of(shopper)
    if cart is None:
        raise Refused(CLOSED, code="closed")
    cart.require_changeable()
    cart.add_locked(item_id, quantity)


@transaction.atomic
def set_cart(shopper: Shopper, wanted: dict[int, int], *, version: int) -> None:
    """Set the shopper's cart to exactly these quantities, by item id, if it still has this version.

    Refused as `moved_on` if it has another version, else as `Cart.add` and `Cart.change` are, with the position of
    the item in `wanted`; nothing is changed then. The version is 0 if the shopper never had a cart.
    """
    cart = Cart.objects.lock_open_of(shopper)
    latest = cart or Cart.objects.latest_of(shopper)
    is_current = version == (latest.version if latest else 0)
    # Of two requests that saw no cart one inserts it; the other waits here, or would add its items on top.
    if not is_current or (wanted and not cart and not Cart.objects.insert_for(shopper)):
        raise Refused("The cart has changed since.", field="version", code="moved_on")
    before = cart.lines.quantities() if cart else {}
    for item_id in before.keys() - wanted.keys():
        Cart.objects.get_open(shopper).remove(item_id)
    asked = [(item_id, quantity, place) for place, (item_id, quantity) in enumerate(wanted.items())]
    # Lowered quantities first: a limit counts the result, in whichever order the items were sent.
    for item_id, quantity, place in sorted(asked, key=lambda line: line[1] > before.get(line[0], 0)):
        if quantity != before.get(item_id):
            _set_quantity(shopper, item_id, quantity, is_new=item_id not in before, place=place)


def _set_quantity(shopper: Shopper, item_id: int, quantity: int, *, is_new: bool, place: int) -> None:
    try:
        if is_new:
            add_to_cart(shopper, item_id, quantity)
        else:
            Cart.objects.get_open(shopper).change(item_id, quantity)
    except Refused as refused:
        field = "quantity" if refused.field == "quantity" else "id"
        raise Refused(refused.message, field=f"items.{place}.{field}", code=refused.code) from None


@transaction.atomic
def restore_copy(shopper: Shopper, copy: CartCopy) -> list[QuantityChange]:
    """Restore a saved copy of a cart, without the units that were bought since the copy was made.

    Refused as `bought` if nothing else is left, or if the cart, or the cart it was merged into, was bought.
    """
    bought = count_units_bought_since(copy.cart, copy.version)
    left = {item: quantity - bought.get(item, 0) for item, quantity in copy.wanted.items()}
    left = {item: quantity for item, quantity in left.items() if quantity > 0}
    if not left or count_bought(Cart.objects.filter(name=copy.cart).values_list("pk", flat=True)):
        raise Refused("That cart was bought already; nothing was changed.", code="bought")
    cart = Cart.objects.get_or_open(shopper)
    changes = cart.restore(left)
    if not cart.lines.exists():
        raise Refused("Nothing in that cart is for sale any more.", code="not_found")
    return changes
