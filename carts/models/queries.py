"""How carts are found, checked out and closed."""

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q

from carts.rules import Change
from marketplace.errors import Refused
from marketplace.models import Order
from marketplace.sweeps import one_by_one
from marketplace.visitors import Shopper

if TYPE_CHECKING:
    from carts.models.cart import Cart


class CartQuerySet(models.QuerySet["Cart"]):
    """Carts within a shopper's reach, and the sweep over those whose purchase went unnoticed."""

    def of(self, shopper: Shopper) -> "Cart | None":
        """Return the shopper's open cart; None before the first add and after a purchase."""
        return self.filter(holder=shopper.holder, status=self.model.Status.OPEN).first()

    def newest(self, shopper: Shopper) -> "Cart | None":
        """Return the shopper's cart of the highest version: the open one, else the one that was closed last."""
        return self.filter(holder=shopper.holder).order_by("-version").first()

    def standing(self, shopper: Shopper) -> "Cart":
        """Return the shopper's open cart; refused as `not_found` when there is none."""
        if cart := self.of(shopper):
            return cart
        raise Refused("Your cart is empty.", field="item", code="not_found")

    def opened_by(self, shopper: Shopper) -> "Cart":
        """Return the shopper's open cart, made now if this is the first add.

        Of two first adds at once one makes the cart; the unique constraint sends the other to the same.
        """
        if cart := self.of(shopper):
            return cart
        self.bulk_create([self.model(holder=shopper.holder, member=shopper.user)], ignore_conflicts=True)
        return self.standing(shopper)

    def lock(self, *ids: int) -> "dict[int, Cart]":
        """Lock these carts until the transaction ends and return them fresh by id.

        A merge locks a guest's cart and a member's, a purchase perhaps the same two: guests' carts come first
        everywhere, or they would deadlock.
        """
        locked = self.filter(pk__in=ids).select_for_update(no_key=True).order_by("-holder", "pk")
        return {cart.pk: cart for cart in locked}

    @transaction.atomic
    def bring_along(self, guest: Shopper, member: Shopper) -> tuple[list[Change], int]:
        """Merge the guest's cart, if there is one, into the member's; returns what changed there, and its version."""
        cart = self.of(guest)
        if cart is None:
            return [], 0
        own = self.opened_by(member)
        return own.merge(cart), own.version

    @transaction.atomic
    def bring_back(self, shopper: Shopper, name: str, wanted: dict[int, int]) -> list[Change]:
        """Restore a remembered cart; refused as `bought` when the cart of that name, or what it became, was bought."""
        bought = self.model.Status.BOUGHT
        if self.filter(Q(status=bought) | Q(merged_into__status=bought), name=name).exists():
            raise Refused("That cart was bought already; nothing was changed.", code="bought")
        cart = self.opened_by(shopper)
        changes = cart.restore(wanted)
        if not cart.lines.exists():
            raise Refused("Nothing of that cart is for sale any more.", code="not_found")
        return changes

    @transaction.atomic
    def check_out(self, shopper: Shopper, *, key: str) -> Order:
        """Return the pending order for what is in the shopper's cart; `key` is that of the form that was sent.

        A form whose order is settled already, however long ago, gives that order again. Raises as
        `Order.objects.check_out` does.
        """
        cart = self.of(shopper)
        wanted = cart.lines.as_wanted() if cart else {}
        settled = Order.objects.of(shopper).filter(keys__key=key).exclude(status=Order.Status.PENDING)
        if earlier := settled.first():
            return earlier
        agreed = cart.lines.as_agreed() if cart else {}
        order = Order.objects.check_out(shopper, wanted.items(), key=key, agreed=agreed)
        if cart:
            cart.lead_to(order)
        return order

    @transaction.atomic
    def close_for(self, order: Order) -> int:
        """Close the carts that led to a paid order; returns how many."""
        carts = self.lock(*self.unbought().filter(order=order).values_list("pk", flat=True))
        # Only under the lock it is known whether a sign-in at the same moment has moved the lines on.
        successors = {**self.lock(*(cart.merged_into_id for cart in carts.values() if cart.merged_into_id)), **carts}
        due = [cart for cart in carts.values() if not cart.is_bought]
        # An open cart takes care of its lines itself; one that was merged into it then finds nothing left to do.
        for cart in sorted(due, key=lambda cart: not cart.is_open):
            cart.buy(order, successor=successors.get(cart.merged_into_id or 0))
        return len(due)

    def unbought(self) -> "CartQuerySet":
        """Return carts that no purchase has closed: open ones, and those merged into another."""
        return self.exclude(status=self.model.Status.BOUGHT)

    def close_paid(self) -> int:
        """Close carts whose order was paid although nobody noticed; returns of how many orders.

        Safe to run twice or late.
        """
        unnoticed = self.unbought().filter(order__paid_at__isnull=False)
        orders = Order.objects.filter(pk__in=unnoticed.values("order")).order_by("pk")
        return one_by_one(orders, self.close_for)
