"""Lines of orders. Titles and prices are copies from the time of the purchase."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum

from marketplace.clock import ClockTimestamp
from marketplace.models.items import Item
from marketplace.models.orders import Order
from marketplace.models.payments import Payment
from marketplace.models.products import Product
from marketplace.models.shops import Shop
from marketplace.money.fields import MoneyField
from marketplace.text.model_fields import LineField


class OrderLineQuerySet(models.QuerySet["OrderLine"]):
    """Lines of orders."""

    def taken(self) -> "OrderLineQuerySet":
        """Return lines that were paid and not refunded."""
        return self.unrefunded().filter(order__status__in=Order.TAKEN)

    def unrefunded(self) -> "OrderLineQuerySet":
        """Return lines that were not refunded."""
        return self.filter(refund__isnull=True)

    def held(self) -> "OrderLineQuerySet":
        """Return lines with a live hold."""
        return self.filter(order__status=Order.Status.PENDING, order__expires_at__gt=ClockTimestamp())

    def being_paid_late(self) -> "OrderLineQuerySet":
        """Return lines with an expired hold and a payment that may still be captured."""
        is_late = Q(order__status=Order.Status.EXPIRED) | Q(
            order__status=Order.Status.PENDING, order__expires_at__lte=ClockTimestamp()
        )
        return self.filter(is_late, Exists(Payment.objects.in_flight().filter(order=OuterRef("order"))))

    def had(self, *, checkouts: bool = True) -> "OrderLineQuerySet":
        """Return lines that count against limits: paid and unrefunded, held, or with a payment that may arrive late.

        Without `checkouts` only holds of deals count: units held by a checkout are also in the cart, and would count
        twice.
        """
        held = self.held() if checkouts else self.held().filter(order__hold_for__isnull=False)
        return self.taken() | held | self.being_paid_late()

    def bought_by(self, holders: Iterable[str], addresses: Iterable[str] = ()) -> "OrderLineQuerySet":
        """Return the lines of these accounts and visitors, and of these proved addresses (digests).

        For a guest, all orders of the same browser count, also those of accounts: a member after the end of a session
        is the same person. Two members in one browser are two people. Signing out gives the browser a new visitor, so
        that the next person at a shared computer starts anew. An unverified address does not count: strangers could use
        up its owner's limit, or find out its purchases.
        """
        holders, proved = list(holders), [address for address in addresses if address]
        owned = Q(order__holder__in=holders)
        if all(holder.startswith("v-") for holder in holders):
            owned |= Q(order__visitor__in=[holder.removeprefix("v-") for holder in holders])
        return self.filter(owned | Q(order__proved_address__in=proved) if proved else owned)

    def units_of(self, product_ids: Iterable[int]) -> dict[int, int]:
        """Return the units of these products in the lines, by product id; products without any are left out."""
        of_these = self.filter(product__in=product_ids).order_by()
        return dict(of_these.values_list("product").annotate(Sum("quantity")))


class OrderLine(models.Model):
    """One item of an order, with its title, shop and price at the time of the purchase.

    A deal outside the catalogue has neither product nor item, and holds no stock.
    """

    class Source(models.TextChoices):
        """Sources of title and price. Only those of the catalogue may be shown to strangers."""

        CATALOGUE = "catalogue", "the catalogue"
        DEAL = "deal", "a deal between two people"

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="order_lines")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="order_lines")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="order_lines")
    title = LineField(max_length=120)
    label = LineField(max_length=40, blank=True)
    unit_price = MoneyField()
    quantity = models.PositiveIntegerField()
    # The private source is the default: code that omits the source must not reveal a deal to strangers.
    source = models.CharField(
        max_length=9, choices=Source, db_default=Source.DEAL.value, help_text="Source of title and price."
    )
    amount = models.GeneratedField(
        expression=F("unit_price") * F("quantity"),
        output_field=MoneyField(),
        db_persist=True,
    )

    refund = models.ForeignKey(
        "marketplace.Refund", null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "item"], name="order_line_once_per_item"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_line_quantity_is_positive"),
            models.CheckConstraint(
                condition=Q(product__isnull=True, item__isnull=True) | Q(product__isnull=False, item__isnull=False),
                name="order_line_item_has_a_product",
            ),
            models.CheckConstraint(
                condition=Q(source="deal") | Q(source="catalogue", product__isnull=False),
                name="order_line_source_is_true",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    @classmethod
    def of(cls, order: Order, item: Item, quantity: int) -> "OrderLine":
        """Return an unsaved line for an item, at the current price of its product."""
        product = item.product
        return cls(
            order=order,
            product=product,
            item=item,
            shop=product.shop,
            title=product.title,
            label=item.label,
            unit_price=product.price,
            quantity=quantity,
            source=cls.Source.CATALOGUE,
        )
