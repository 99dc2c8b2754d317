"""Products, their pictures, and the catalogue as shoppers may see it."""

from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from marketplace.models.shops import Shop

if TYPE_CHECKING:
    from marketplace.models.items import Item


class Category(models.Model):
    """A department of the catalogue."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the category's page."""
        return reverse("marketplace:category", args=[self.slug])


class ProductQuerySet(models.QuerySet["Product"]):
    """Products within somebody's reach."""

    def visible(self) -> "ProductQuerySet":
        """Return what shoppers may see: everything but drafts; a drop is shown before it opens."""
        return self.exclude(status=Product.Status.DRAFT)

    def released(self) -> "ProductQuerySet":
        """Return what can be bought while stock lasts: active, and past its release."""
        return self.filter(status=Product.Status.ACTIVE, released_at__lte=Now())

    def dropping_soon(self) -> "ProductQuerySet":
        """Return drops that have not opened; those with a date first, the nearest leading."""
        waiting = Q(released_at__isnull=True) | Q(released_at__gt=Now())
        return self.filter(waiting, status=Product.Status.ACTIVE).order_by(
            models.F("released_at").asc(nulls_last=True), "pk"
        )

    def for_cards(self) -> "ProductQuerySet":
        """Load what a product card shows, in a fixed number of queries."""
        from marketplace.models.items import Item

        in_stock = Item.objects.in_stock().filter(product=OuterRef("pk"))
        return self.select_related("shop").prefetch_related("images").annotate(has_stock=Exists(in_stock))


class Product(models.Model):
    """Something a shop sells, in one or more buyable items (sizes or variants)."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        ACTIVE = "active"
        SOLD = "sold"

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="products")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    brand = models.CharField(max_length=60, blank=True)
    colour = models.CharField(max_length=40, blank=True)
    description = models.TextField(max_length=5000, blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))])
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    released_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty or in the future: a drop that has not opened."
    )
    sold_at = models.DateTimeField(null=True, blank=True, editable=False)
    limit_per_shopper = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The most one shopper may buy, for drops."
    )
    show_in_activity = models.BooleanField("announce purchases", default=True)
    show_amount = models.BooleanField("announce amounts", default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price__gt=0), name="product_price_is_positive"),
            models.CheckConstraint(condition=Q(status__in=["draft", "active", "sold"]), name="product_status_is_known"),
        ]
        indexes = [
            # "Fresh" shelves and category pages: newest released first.
            models.Index(fields=["category", "status", "-released_at"], name="product_category_fresh"),
            models.Index(fields=["status", "-released_at"], name="product_fresh"),
            models.Index(fields=["shop", "status", "-released_at"], name="product_shop_fresh"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the product's page."""
        return reverse("marketplace:product", args=[self.slug])

    def sizes(self) -> "list[Item]":
        """Return the items with what is available of each, in the order they are shown."""
        from marketplace.models.items import Item

        return list(Item.objects.with_available().filter(product=self))

    @property
    def is_released(self) -> bool:
        """Tell whether sales have opened, by this machine's clock: for display only."""
        return bool(self.released_at and self.released_at <= timezone.now())

    @property
    def is_coming_soon(self) -> bool:
        """Tell whether this is a drop that has not opened."""
        return self.status == self.Status.ACTIVE and not self.is_released

    @property
    def is_sold_out(self) -> bool:
        """Tell whether nothing is left; needs the `has_stock` that `for_cards` loads, or the status alone."""
        return self.status == self.Status.SOLD or not getattr(self, "has_stock", True)

    @cached_property
    def cover(self) -> "ProductImage | None":
        """Return the first picture, if there is one."""
        return next(iter(self.images.all()), None)


class ProductImage(models.Model):
    """A picture of a product; the first by position is its cover."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images")
    image = models.ImageField(upload_to="products/", width_field="width", height_field="height")
    alt = models.CharField(max_length=200, blank=True)
    width = models.PositiveSmallIntegerField(default=0, editable=False)
    height = models.PositiveSmallIntegerField(default=0, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.alt or str(self.image)
