"""The sale ledger: append-only rows, one for each sold line."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from marketplace.clock import ClockTimestamp
from marketplace.models.products import Product
from marketplace.models.shops import Shop
from marketplace.money.fields import MoneyField
from marketplace.signals import sales_or_views_changed

if TYPE_CHECKING:
    from marketplace.models.order_lines import OrderLine
    from marketplace.models.orders import Order


class SaleFactQuerySet(models.QuerySet["SaleFact"]):
    """Sale facts, never changed after writing."""

    def record(self, order: "Order") -> None:
        """Write one fact for each line of a paid order, with the current seller, quantity and amount."""
        lines = list(order.lines.all())
        models.prefetch_related_objects(lines, "shop")
        self._write([SaleFact.of(line, order) for line in lines])

    def record_mark(self, product: Product) -> None:
        """Write the fact of a sale elsewhere: one unit at the product's price."""
        owner = product.shop.owner_id
        self._write([SaleFact(seller_id=owner, shop=product.shop, product=product, quantity=1, amount=product.price)])

    def by_hand(self) -> "SaleFactQuerySet":
        """Return unreversed sales marked by hand."""
        return self.unreversed().filter(order_line__isnull=True, estimated=False)

    def unreversed(self) -> "SaleFactQuerySet":
        """Return sales that were not reversed."""
        return self.filter(quantity__gt=0, reversal__isnull=True)

    def record_reversals(self) -> int:
        """Reverse these sales, each with the date of its sale; returns the number of reversed sales."""
        sales = list(self.unreversed().order_by("pk"))
        self._write([sale.reversed() for sale in sales])
        return len(sales)

    def _write(self, facts: "list[SaleFact]") -> None:
        """Write facts in one statement and send their days and shops as a signal."""
        written = SaleFact.objects.bulk_create(facts)
        days, shops = {timezone.localdate(fact.sold_at) for fact in written}, {fact.shop_id for fact in written}
        sales_or_views_changed.send_robust(sender=SaleFact, kind="sales", days=days, shops=shops - {None})


class SaleFact(models.Model):
    """One sale or reversal, with seller, product, amount and time. Amounts never change."""

    seller = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="sales")
    shop = models.ForeignKey(Shop, null=True, on_delete=models.SET_NULL, related_name="sales")
    product = models.ForeignKey(Product, null=True, on_delete=models.SET_NULL, related_name="sales")
    order_line = models.ForeignKey(
        "marketplace.OrderLine", null=True, on_delete=models.PROTECT, related_name="sale_facts"
    )
    quantity = models.IntegerField()
    amount = MoneyField()
    sold_at = models.DateTimeField(
        db_default=ClockTimestamp(), help_text="Time of the sale. A reversal has the time of its sale."
    )
    recorded_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    estimated = models.BooleanField(default=False)
    reverses = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversal")

    objects = SaleFactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order_line"], condition=Q(quantity__gt=0), name="sale_counted_once_per_line"
            )
        ]
        indexes = [
            # Board and dashboard: a seller's sales of a period.
            models.Index(fields=["seller", "sold_at"], name="sale_seller_when"),
            # Trending: sales of the last days.
            models.Index(fields=["sold_at", "product"], name="sale_when_product"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × product {self.product_id} on {self.sold_at:%Y-%m-%d}"

    def reversed(self) -> "SaleFact":
        """Return the unsaved reversal of this fact."""
        return SaleFact(
            seller_id=self.seller_id,
            shop_id=self.shop_id,
            product_id=self.product_id,
            order_line_id=self.order_line_id,
            quantity=-self.quantity,
            amount=-self.amount,
            sold_at=self.sold_at,
            estimated=self.estimated,
            reverses=self,
        )

    @classmethod
    def of(cls, line: "OrderLine", order: "Order") -> "SaleFact":
        """Return the unsaved fact of a paid order's line."""
        return cls(
            seller_id=line.shop.owner_id,
            shop_id=line.shop_id,
            product_id=line.product_id,
            order_line=line,
            quantity=line.quantity,
            amount=line.amount,
            sold_at=order.paid_at or ClockTimestamp(),
        )
