"""Products of shops, and the actions on them."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Least, Now
from django.utils import timezone
from django.utils.functional import cached_property

from marketplace.clock import ClockTimestamp
from marketplace.errors import Refused
from marketplace.gateways import price_step
from marketplace.models.categories import Category
from marketplace.models.product_queries import ProductQuerySet
from marketplace.models.shops import Shop
from marketplace.money.fields import MoneyField, require_price_step
from marketplace.signals import product_changed
from marketplace.text.model_fields import LineField, ParagraphsField
from marketplace.web.page_urls import marketplace_path

if TYPE_CHECKING:
    from marketplace.models.items import Item
    from marketplace.models.pictures import ProductImage

FEW = 5
"""Largest number of units left that pages show as a number."""


AT_ONCE = Least("released_at", ClockTimestamp())
"""Release time for a release now; an earlier one is kept."""


class Product(models.Model):
    """A product of a shop, with one or more buyable items (sizes or variants)."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        ACTIVE = "active"
        SOLD = "sold"

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="products")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="products")
    title = LineField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    brand = LineField(max_length=60, blank=True)
    colour = LineField(max_length=40, blank=True)
    description = ParagraphsField(max_length=5000, blank=True)
    price = MoneyField(validators=[MinValueValidator(price_step), require_price_step])
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    released_at = models.DateTimeField(null=True, blank=True, help_text="Empty or in the future: an upcoming drop.")
    # Set by a trigger, like the flag below.
    sold_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_sold_at_estimated = models.BooleanField(default=False, editable=False)
    # Set by a trigger at the first publication and never reset: the slug must not change after it.
    was_public = models.BooleanField(default=False, editable=False)
    is_marked_sold = models.BooleanField("marked as sold by hand", default=False, editable=False)
    limit_per_shopper = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Units per shopper at most, for drops."
    )
    show_in_activity = models.BooleanField("show purchases in toasts", default=True)
    show_amount = models.BooleanField("show prices in toasts", default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price__gt=0), name="product_price_is_positive"),
            models.CheckConstraint(condition=Q(status__in=["draft", "active", "sold"]), name="product_status_is_known"),
        ]
        indexes = [
            # Home: latest releases, next drops.
            models.Index(fields=["status", "-released_at"], name="product_fresh"),
            # Category and shop pages: each sort order is read from its index alone, with the filtered columns included.
            models.Index(
                fields=["category", "-released_at", "-id"],
                include=["shop", "status", "price"],
                condition=~Q(status="draft"),
                name="product_category_fresh",
            ),
            models.Index(
                fields=["category", "price", "id"],
                include=["shop", "status", "released_at"],
                condition=~Q(status="draft"),
                name="product_category_price",
            ),
            models.Index(
                fields=["shop", "-released_at", "-id"], condition=~Q(status="draft"), name="product_shop_fresh"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the product's page."""
        return marketplace_path("product", self.slug)

    def sizes(self) -> "list[Item]":
        """Return the items in display order, with their available units and the end of their holds."""
        return list(self.items.with_holds())

    @property
    def is_released(self) -> bool:
        """Tell whether the product is released, by this machine's clock: for display only."""
        return bool(self.released_at and self.released_at <= timezone.now())

    def has_opened(self, at: datetime) -> bool:
        """Tell whether the product is released at a time of the database's clock."""
        return bool(self.released_at and self.released_at <= at)

    @property
    def is_coming_soon(self) -> bool:
        """Tell whether this is an upcoming drop."""
        return self.status == self.Status.ACTIVE and not self.is_released

    @property
    def is_sold_out(self) -> bool:
        """Tell whether nothing is left, by `left` of `load_cards`; without it, by the status."""
        return self.status == self.Status.SOLD or getattr(self, "left", 1) <= 0

    @property
    def is_only_held(self) -> bool:
        """Tell whether checkouts hold all remaining units, so that some may be available again; needs `with_left`."""
        return self.status == self.Status.ACTIVE and self.is_sold_out and getattr(self, "on_hand", 0) > 0

    @property
    def few_left(self) -> int:
        """Return the units left if they are at most `FEW`, else 0; needs `left`."""
        left = int(getattr(self, "left", 0))
        return left if 0 < left <= FEW and not self.is_coming_soon and not self.is_sold_out else 0

    # Actions --------------------------------------------------------------------------------------------------

    def publish(self, release: "datetime | Combinable | None" = AT_ONCE) -> None:
        """Publish a draft, with its release now, at a time, or, with None, by hand later.

        A release now keeps an earlier release time.
        """
        if Shop.objects.filter(pk=self.shop_id, closed_at__isnull=False).exists():
            raise Refused("The shop is closed.", field="status")
        if not self.items.exists():
            raise Refused("Add a size first.", field="sizes")
        _refuse_past(release)
        self._change(
            Product.Status.DRAFT, "Only a draft can be published.", status=Product.Status.ACTIVE, released_at=release
        )

    @transaction.atomic
    def withdraw(self) -> None:
        """Unlist the product: it becomes a draft and disappears from all lists and pages.

        A checkout may still pay for the units it holds. A payment after the end of its hold is refunded.
        """
        self._lock_items()
        self._change(Product.Status.ACTIVE, "Only products on sale can be unlisted.", status=Product.Status.DRAFT)

    @transaction.atomic
    def release(self) -> None:
        """Open a drop now."""
        # Of two simultaneous requests, the second finds it open.
        self.locked()
        if not self._waits():
            raise Refused("This drop is already open.", field="released_at")
        self._change(Product.Status.ACTIVE, "Publish the product first.", released_at=ClockTimestamp())

    def schedule(self, at: "datetime | None") -> None:
        """Schedule an upcoming drop for a time, or, with None, for a release by hand."""
        _refuse_past(at)
        with transaction.atomic():
            # The drop may open while this waits for the row lock.
            waiting = Q(released_at=None) | Q(released_at__gt=ClockTimestamp())
            if not Product.objects.filter(waiting, pk=self.pk).update(released_at=at, updated_at=Now()):
                raise Refused("This drop is already open.", field="released_at")
            self.refresh_from_db()
            product_changed.send_robust(sender=Product, product_ids=[self.pk])

    @transaction.atomic
    def mark_sold(self) -> None:
        """Record that the product was sold elsewhere: one sale of the shop's owner, until it is undone.

        Raises `Refused` while checkouts hold every unit: the ledger could count a unit twice. With a free unit, the
        product can be marked, and the checkouts may still pay for their units.
        """
        self._lock_items()
        self.items.require_free_unit(self)
        self._change(
            Product.Status.ACTIVE, "Only products on sale can be marked as sold.",
            status=Product.Status.SOLD, is_marked_sold=True,
        )  # fmt: skip
        self.sales.record_mark(self)

    @transaction.atomic
    def undo_sold(self) -> None:
        """Undo `mark_sold` and reverse its sale, dated as the sale."""
        # Lock order, as everywhere: items, products, counts. A simultaneous closing of the shop waits here.
        self._lock_items()
        if not self.locked().is_marked_sold:
            raise Refused("This product was not marked as sold by hand.")
        self._change(Product.Status.SOLD, "This product is already on sale.", status=Product.Status.ACTIVE)
        if mark := self.sales.by_hand().order_by("pk").last():
            self.sales.filter(pk=mark.pk).record_reversals()

    def _lock_items(self) -> None:
        # Checkouts and payments take the same locks, so each sees the result of the other.
        self.items.model.objects.lock(self.items.values_list("pk", flat=True))

    def _waits(self) -> bool:
        return Product.objects.filter(pk=self.pk).filter(Q(released_at=None) | Q(released_at__gt=Now())).exists()

    def locked(self) -> "Product":
        """Lock the product's row until the transaction ends and return its current state."""
        return Product.objects.select_for_update(no_key=True).get(pk=self.pk)

    @transaction.atomic
    def _change(self, before: str, otherwise: str, **fields: object) -> None:
        # Of two simultaneous requests, only one finds the status that the page showed.
        if not Product.objects.filter(pk=self.pk, status=before).update(**fields, updated_at=Now()):
            raise Refused(otherwise, field="status")
        self.refresh_from_db()
        product_changed.send_robust(sender=Product, product_ids=[self.pk])

    @cached_property
    def cover(self) -> "ProductImage | None":
        """Return the first picture, if there is one."""
        return next(iter(self.pictures), None)

    @cached_property
    def pictures(self) -> "list[ProductImage]":
        """Return all pictures, the cover first."""
        return list(self.images.all())


def _refuse_past(release: "datetime | Combinable | None") -> None:
    if isinstance(release, datetime) and release <= timezone.now():
        raise Refused("Choose a time in the future.", field="released_at")
