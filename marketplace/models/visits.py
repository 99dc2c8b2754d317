"""Who came and what they looked at: facts that boards, funnels and trends are counted from."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from marketplace.models.products import Product


class Visit(models.Model):
    """A visitor was here on a day of the site's time zone."""

    visitor = models.CharField(max_length=32, help_text="Digest of the visitor cookie.")
    day = models.DateField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "visitor"], name="visit_once_a_day")]

    def __str__(self) -> str:
        return f"{self.visitor[:8]} on {self.day}"


class ProductView(models.Model):
    """Somebody looked at a product on a day; `viewer` is `u-<account>`, else `v-<visitor>`."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="views")
    viewer = models.CharField(max_length=40)
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="views_of_theirs"
    )
    day = models.DateField()
    is_first_of_month = models.BooleanField()
    viewed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "viewer", "day"], name="view_once_per_product_viewer_and_day")
        ]
        indexes = [
            # Charts and trends: the views of some days; the board: those that count for a seller.
            models.Index(fields=["day", "product"], name="view_day_product"),
            models.Index(fields=["seller", "day"], condition=models.Q(is_first_of_month=True), name="view_of_seller"),
        ]

    def __str__(self) -> str:
        return f"{self.viewer[:10]} saw product {self.product_id} on {self.day}"


class RefusedView(models.Model):
    """How many views of a product were not counted on a day, and why."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="refused_views")
    day = models.DateField()
    reason = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "day", "reason"], name="refused_views_once_per_reason")
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.reason} for product {self.product_id} on {self.day}"
