"""Lines: so many of an item in a cart, and what stands in the way of buying them."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from carts.availability import LineFacts
from marketplace.errors import Problem
from marketplace.models import Item, Product
from marketplace.money.fields import MoneyField


class CartLineQuerySet(models.QuerySet["CartLine"]):
    """Lines of carts."""

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
    price_seen = MoneyField()
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    left: int  # of `fresh_lines`
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

    def stand(self, *, units: int, own: int, until: datetime | None, is_open: bool) -> None:
        """Take note of how the item stands: units that live holds keep, those of the line's own shopper among them,
        when the next of these ends, and whether its product's release is past.
        """
        item = self.item
        item.available, item.held_until, self.is_open = item.on_hand - units, until, is_open
        item.is_open = is_open and self.product.status == Product.Status.ACTIVE
        self.left = item.available + own

    @property
    def facts(self) -> LineFacts:
        """Return how the item stands, the same for everybody; needs what `fresh_lines` loads."""
        return LineFacts(self.item)

    def find_problem(self, member_id: int | None) -> Problem | None:
        """Return what keeps this member (or guest: None) from ordering the line now; needs what `fresh_lines` loads."""
        problem = self.item.problem(self.quantity, left=self.left, is_open=self.is_open, member_id=member_id)
        return problem or self.item.price_rise(self.price_seen)
