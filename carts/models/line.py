"""Lines of carts: the quantity of an item, and the problem that keeps it from being bought."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from carts.availability import ItemAvailability
from marketplace.errors import Problem
from marketplace.models import Item, Product
from marketplace.money.fields import MoneyField


class CartLineQuerySet(models.QuerySet["CartLine"]):
    """Lines of carts."""

    def quantities(self) -> dict[int, int]:
        """Return the quantity of each item, by item id."""
        return dict(self.order_by("item").values_list("item", "quantity"))

    def agreed_prices(self) -> dict[int, Decimal]:
        """Return the price of each item that the shopper agreed to, by item id."""
        return dict(self.order_by("item").values_list("item", "price_seen"))

    def upsert(self, cart: int, lines: "Iterable[CartLine]", *, with_price: bool = False) -> None:
        """Insert copies of these lines into a cart, or update the quantities of existing lines.

        `with_price` also updates the price that the shopper has accepted.
        """
        self.bulk_create(
            [
                self.model(cart_id=cart, item=line.item, quantity=line.quantity, price_seen=line.price_seen)
                for line in lines
            ],
            update_conflicts=True,
            unique_fields=["cart", "item"],
            update_fields=["quantity", "price_seen"] if with_price else ["quantity"],
        )


class CartLine(models.Model):
    """The quantity of one item in a cart, and the price the shopper has accepted."""

    cart = models.ForeignKey("carts.Cart", on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="cart_lines")
    quantity = models.PositiveIntegerField()
    price_seen = MoneyField()
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    left: int  # set by `load_lines`, as is `is_open`
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
        """Return today's price; the price that the shopper accepted is `price_seen`."""
        return self.product.price

    @property
    def amount(self) -> Decimal:
        """Return the quantity times the unit price."""
        return self.unit_price * self.quantity

    @property
    def old_price(self) -> Decimal | None:
        """Return the price that the shopper accepted, if the price has changed since."""
        return self.price_seen if self.price_seen != self.unit_price else None

    @property
    def max_quantity(self) -> int:
        """Return the highest quantity that a form may ask for."""
        return min(settings.MAX_LINE_QUANTITY, self.product.limit_per_shopper or settings.MAX_LINE_QUANTITY)

    def set_availability(self, *, units: int, own: int, until: datetime | None, is_open: bool) -> None:
        """Set the availability of the item.

        `units` are held by checkouts, `own` of them by the shopper's own; `until` is the end of the next hold, and
        `is_open` tells whether the product is released.
        """
        item = self.item
        item.available, item.held_until, self.is_open = item.on_hand - units, until, is_open
        item.is_open = is_open and self.product.status == Product.Status.ACTIVE
        self.left = item.available + own

    @property
    def availability(self) -> ItemAvailability:
        """Return the availability of the item, the same for all shoppers; needs `load_lines`."""
        return ItemAvailability(self.item)

    def find_problem(self, member_id: int | None) -> Problem | None:
        """Return the problem that keeps this member (or guest: None) from ordering the line; needs `load_lines`."""
        problem = self.item.problem(self.quantity, left=self.left, is_open=self.is_open, member_id=member_id)
        return problem or self.item.price_rise(self.price_seen)
