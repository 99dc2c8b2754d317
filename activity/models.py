"""Purchase activities: what strangers are told of a purchase, for two days and as long as its buyer agrees."""

import logging
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from activity import recent
from activity.portrait import Portrait
from activity.toast import QUEUE, Toast
from config import live
from marketplace.clock import ClockTimestamp
from marketplace.models import Order, OrderLine, Product

logger = logging.getLogger(__name__)
PURGE_BATCH = 1000


def new_key() -> str:
    """Return a random name for an activity, of 80 bits, that says nothing about order or buyer."""
    return secrets.token_hex(10)


def told_title(line: OrderLine) -> str:
    """Return what others learn was bought: of what stands in no catalogue no more than where."""
    return line.title if line.product_id else f"something by private deal at {line.shop.name}"


def window() -> timedelta:
    """Return how long an activity may be known at all."""
    return timedelta(hours=settings.ACTIVITY_HOURS)


class PurchaseActivityQuerySet(models.QuerySet["PurchaseActivity"]):
    """Activities as they are written, shown, taken back and forgotten."""

    # Writing ----------------------------------------------------------------------------------------------------

    def record(self, order: Order, at: datetime | None = None) -> "PurchaseActivityQuerySet":
        """Write one activity for each line of a paid order that has none yet, and return the new ones.

        They count from `at`, else from the payment. A purchase its buyer doesn't want shown gets a row as well, so
        that nothing looks for it again, but one without initials or place. Raises ValueError for an unpaid order.
        """
        at = at or order.paid_at
        if at is None:
            raise ValueError(f"order {order.number} is not paid")
        portrait = Portrait.of(order, at)
        made = self.bulk_create(
            [
                self.model(
                    order=order,
                    order_line=line,
                    product_id=line.product_id,
                    buyer_id=order.buyer_id,
                    title=told_title(line),
                    amount=line.amount,
                    currency=order.currency,
                    created_at=at,
                    **portrait._asdict(),
                )
                for line in order.lines.filter(activity__isnull=True).select_related("shop")
            ],
            ignore_conflicts=True,
        )
        transaction.on_commit(recent.renew, robust=True)
        return self.filter(key__in=[activity.key for activity in made])

    def announce(self) -> None:
        """Show these activities, of one order, on every open page; the buyer's own pages hear first what to skip."""
        shown = list(self.recent())
        if shown:
            keys = [activity.key for activity in shown]
            live.push(f"buyer.{shown[0].order.holder}", "activity/live/own_purchase_noted.html", {"keys": keys})
            toasts = [activity.toast for activity in shown]
            live.push("toasts", "activity/live/purchase_announced.html", {"activities": toasts})

    def repair(self) -> int:
        """Record and announce paid purchases whose activity is missing; returns how many orders were affected."""
        missing = OrderLine.objects.taken().filter(order=OuterRef("pk"), activity__isnull=True)
        orders = Order.objects.filter(Exists(missing), paid_at__gt=Now() - window()).order_by("pk")
        return sum(self._repaired(order) for order in orders)

    def _repaired(self, order: Order) -> int:
        try:
            with transaction.atomic():
                self.record(order).announce()
        except Exception:
            # One order that can't be repaired must not keep the sweep from the others.
            logger.exception(
                "order %s has no activity yet; the next sweep tries again", order.number, extra={"order": order.number}
            )
            return 0
        return 1

    # Showing ----------------------------------------------------------------------------------------------------

    def shown(self) -> "PurchaseActivityQuerySet":
        """Return what anybody may see: recent, paid and standing, still agreed to by buyer and seller."""
        agreed = Q(buyer__isnull=True) | Q(buyer__show_purchase_activity=True)
        return self.announceable().filter(
            agreed,
            is_public=True,
            order__show_activity=True,
            order_line__in=OrderLine.objects.taken(),
            # A list may lie in the cache for a while; it must not outlive the window there.
            created_at__gt=Now() - window() + timedelta(seconds=recent.SECONDS),
        )

    def announceable(self) -> "PurchaseActivityQuerySet":
        """Return those of products on show that their seller lets be announced, and of what is no product."""
        on_show = Product.objects.visible().filter(show_in_activity=True)
        return self.filter(Q(product__isnull=True) | Q(product__in=on_show))

    def recent(self, limit: int = QUEUE) -> "PurchaseActivityQuerySet":
        """Return the newest that anybody may see, newest first."""
        return self.shown().select_related("order", "product").order_by("-created_at", "-pk")[:limit]

    # Taking back ------------------------------------------------------------------------------------------------

    @transaction.atomic
    def withdraw(self) -> int:
        """Hide these activities for good and take their toasts from open pages; returns how many were public."""
        keys = list(self.filter(is_public=True).values_list("key", flat=True))
        self.model.objects.filter(key__in=keys).update(is_public=False)
        self.model.take_down(keys)
        return len(keys)

    def hide_for(self, user_id: int) -> int:
        """Withdraw all that is shown of a member's purchases; returns how many there were."""
        return self.filter(buyer=user_id).withdraw()

    # Forgetting -------------------------------------------------------------------------------------------------

    def purge(self, batch: int = PURGE_BATCH) -> int:
        """Delete what is past the window, in short transactions that hold up nobody; returns how many rows."""
        total = 0
        while deleted := self._purge_batch(batch):
            total += deleted
        return total

    @transaction.atomic
    def _purge_batch(self, batch: int) -> int:
        due = self.filter(created_at__lte=Now() - window()).order_by("created_at").select_for_update(skip_locked=True)
        # Not a subquery: Postgres may run one that locks and limits once for each row, and delete more than a batch.
        return self.filter(pk__in=list(due.values_list("pk", flat=True)[:batch])).delete()[0]


class PurchaseActivity(models.Model):
    """One line of a paid order, as others may hear of it."""

    key = models.CharField(max_length=20, unique=True, default=new_key, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="activities")
    order_line = models.OneToOneField(OrderLine, on_delete=models.CASCADE, related_name="activity")
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.CASCADE, related_name="activities")
    # Whoever deletes the account takes these along: a row that lost its buyer would pass for a guest's.
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="activities"
    )
    initials = models.CharField(max_length=8, blank=True)
    city = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=162, blank=True, help_text="What is told of city and region.")
    title = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    is_public = models.BooleanField(default=True)
    displayed_at = models.DateTimeField(null=True, blank=True)
    display_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=ClockTimestamp())

    if TYPE_CHECKING:
        order_id: int
        buyer_id: int | None

    objects = PurchaseActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "purchase activities"
        indexes = [
            # The recent list, newest first; the purge, oldest first.
            models.Index(fields=["-created_at"], name="activity_newest"),
            # The place ladder: who else bought in a city, or in a region.
            models.Index(fields=["region", "city", "created_at"], name="activity_place"),
        ]

    def __str__(self) -> str:
        return f"{self.initials or 'A shopper'} bought {self.title}"

    @property
    def toast(self) -> Toast:
        """Return all that may leave the house of this activity; needs `product`."""
        product = self.product
        return Toast(
            key=self.key,
            initials=self.initials,
            place=self.place,
            title=self.title,
            url=product.get_absolute_url() if product else "",
            amount=self.amount if product and product.show_amount else None,
            currency=self.currency,
            at=self.created_at,
        )

    @staticmethod
    def take_down(keys: Iterable[str]) -> None:
        """Remove the toasts of these keys from open pages, and keep them from coming back there."""
        transaction.on_commit(recent.renew, robust=True)
        if keys := list(keys):
            live.push("toasts", "activity/live/purchase_withdrawn.html", {"keys": keys})
