"""Lines: so many of an item in a cart, and what stands in the way of buying them."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Coalesce, Now

from carts.facts import LineFacts
from marketplace.errors import Problem
from marketplace.models import Hold, Item, Product


class CartLineQuerySet(models.QuerySet["CartLine"]):
    """Lines with all that a page shows of them."""

    def fresh(self, holders: list[str]) -> "list[CartLine]":
        """Return the lines with product and shop, how the items stand, and what is left for these holders.

        What their own checkout keeps is left for them: the next one takes its place. Two plain queries: one with a
        sub-query for each of these numbers takes longer to put together than the database takes to answer both.
        """
        is_open = ExpressionWrapper(Coalesce(Q(item__product__released_at__lte=Now()), False), BooleanField())
        told = self.select_related("item__product__shop").annotate(is_open=is_open)
        lines: list[CartLine] = list(told.order_by("added_at", "pk"))
        holds = Hold.objects.live().filter(item__in=[line.item_id for line in lines]).select_related("order")
        by_item: dict[int, list[Hold]] = {}
        for hold in holds.only("item", "quantity", "expires_at", "order__holder", "order__hold_for"):
            by_item.setdefault(hold.item_id, []).append(hold)
        for line in lines:
            line.stand(by_item.get(line.item_id, []), holders)
        return lines

    def as_wanted(self) -> dict[int, int]:
        """Return the quantity of each item, by item id."""
        return dict(self.order_by("item").values_list("item", "quantity"))

    def as_agreed(self) -> dict[int, Decimal]:
        """Return the price of each item that the shopper agreed to, by item id."""
        return dict(self.order_by("item").values_list("item", "price_seen"))


class CartLine(models.Model):
    """So many of one item in a cart, and the price the shopper has seen."""

    cart = models.ForeignKey("carts.Cart", on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="cart_lines")
    quantity = models.PositiveIntegerField()
    price_seen = models.DecimalField(max_digits=10, decimal_places=2)
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    left: int  # of `fresh`
    is_open: bool

    problem: Problem | None = None

    objects = CartLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cart", "item"], name="cart_line_once_per_item"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="cart_line_quantity_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item}"

    @property
    def product(self) -> Product:
        """Return the product the item belongs to."""
        return self.item.product

    @property
    def unit_price(self) -> Decimal:
        """Return the price of now; what the shopper saw earlier is `price_seen`."""
        return self.product.price

    @property
    def amount(self) -> Decimal:
        """Return the quantity times the unit price."""
        return self.unit_price * self.quantity

    @property
    def old_price(self) -> Decimal | None:
        """Return the price the shopper agreed to, if it is another one by now."""
        return self.price_seen if self.price_seen != self.unit_price else None

    @property
    def most(self) -> int:
        """Return the highest quantity a form may ask for."""
        return min(settings.MAX_LINE_QUANTITY, self.product.limit_per_shopper or settings.MAX_LINE_QUANTITY)

    def stand(self, holds: "list[Hold]", holders: list[str]) -> None:
        """Take note of how the item stands, given the live holds on it and who looks."""
        item = self.item
        item.available = item.on_hand - sum(hold.quantity for hold in holds)
        item.held_until = min((hold.expires_at for hold in holds), default=None)
        item.is_open = self.is_open and self.product.status == Product.Status.ACTIVE
        own = sum(hold.quantity for hold in holds if hold.order.holder in holders and not hold.order.hold_for)
        self.left = item.available + own

    @property
    def facts(self) -> LineFacts:
        """Return how the item stands, the same for everybody; needs what `fresh` loads."""
        return LineFacts(self.item)

    def find_problem(self, member_id: int | None) -> Problem | None:
        """Return what keeps this member (or guest: None) from ordering the line now; needs what `fresh` loads."""
        problem = self.item.problem(self.quantity, left=self.left, is_open=self.is_open, member_id=member_id)
        return problem or self.item.price_rise(self.price_seen)
