"""Purchase activities: the public part of a purchase, shown for two days and while its buyer agrees."""

import logging
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.urls import reverse

from activity import toast_cache, topics
from activity.buyer_privacy import PublicBuyer
from activity.models.public_orders import PublicOrder, group_by_order
from activity.toast import Toast
from marketplace.clock import ClockTimestamp
from marketplace.errors import Refused
from marketplace.models import Order, OrderLine, Product, ProductImage
from marketplace.money.fields import MoneyField
from marketplace.text.model_fields import LineField

logger = logging.getLogger(__name__)
ON_PAGES = 20
"""The limit of purchases on an open page: waiting toasts, and rows of the list."""
LINES_AN_ORDER = 5
"""Most orders have at most so many lines; larger ones cost a second query."""


def new_key() -> str:
    """Return a random key of 80 bits; it reveals nothing about order or buyer."""
    return secrets.token_hex(10)


def public_title(line: OrderLine) -> str:
    """Return the public title: the product's, or for a deal without a product the shop's name.

    The title of a deal is private text of two people, even if the deal is about a product.
    """
    if line.source == OrderLine.Source.CATALOGUE:
        return line.title
    return line.product.title if line.product else f"something by private deal at {line.shop.name}"


def window() -> timedelta:
    """Return the maximum age of activities; older ones are deleted."""
    return timedelta(hours=settings.ACTIVITY_HOURS)


class PurchaseActivityQuerySet(models.QuerySet["PurchaseActivity"]):
    """Query set that records, shows and withdraws activities."""

    # Recording --------------------------------------------------------------------------------------------------

    def record(self, order: Order, at: datetime | None = None) -> "PurchaseActivityQuerySet":
        """Create an activity for each line of a paid order that has none yet, and return the new ones.

        `created_at` is `at`, or the time of payment. A hidden purchase gets a row, too, so that `repair` does not find
        it again, but without initials or place. Raises ValueError for an unpaid order.
        """
        at = at or order.paid_at
        if at is None:
            raise ValueError(f"order {order.number} is not paid")
        buyer = PublicBuyer.of(order, at, self.model.objects.since(at - window()))._asdict()
        shows_amount = buyer.pop("shows_amount")
        order.load_lines()
        made = self.bulk_create(
            [
                self.model(
                    order=order,
                    order_line=line,
                    product_id=line.product_id,
                    buyer_id=order.buyer_id,
                    title=public_title(line),
                    amount=line.amount,
                    currency=order.currency,
                    is_amount_public=shows_amount and line.source == OrderLine.Source.CATALOGUE,
                    created_at=at,
                    **buyer,
                )
                for line in order.lines.all()
            ],
            ignore_conflicts=True,
        )
        transaction.on_commit(toast_cache.mark_new_purchase, robust=True)
        return self.filter(key__in=[activity.key for activity in made])

    def push_new(self) -> None:
        """Push the orders of these activities to every open page; the buyer's own pages first get the key to skip."""
        for public in self.whole_orders().public_orders():
            toast = public.toast
            topics.buyer.push(public.order.holder, "activity/live/own_purchase.html", {"keys": [toast.key]})
            topics.toasts.push(template="activity/live/new_purchase.html", context={"activities": [toast]})
            topics.purchases.push()

    def repair(self) -> int:
        """Record and push paid purchases without an activity; returns the number of orders."""
        missing = OrderLine.objects.taken().filter(order=OuterRef("pk"), activity__isnull=True)
        orders = Order.objects.filter(Exists(missing), paid_at__gt=Now() - window()).order_by("pk")
        return sum(self._repair_order(order) for order in orders)

    def _repair_order(self, order: Order) -> int:
        try:
            with transaction.atomic():
                self.record(order).push_new()
        except Exception:
            # An order that fails must not keep the task from the others.
            logger.exception(
                "order %s has no activity yet; the next sweep tries again", order.number, extra={"order": order.number}
            )
            return 0
        return 1

    # Showing ----------------------------------------------------------------------------------------------------

    def shown(self) -> "PurchaseActivityQuerySet":
        """Return the public activities: recent, paid, not refunded, and agreed to by buyer and seller."""
        agreed = Q(buyer__isnull=True) | Q(buyer__show_purchase_activity=True)
        return self.announceable().filter(
            agreed,
            is_public=True,
            is_hidden=False,
            order__show_activity=True,
            order_line__in=OrderLine.objects.taken(),
            # A cached list lives a little longer; it must not outlive the window.
            created_at__gt=Now() - window() + timedelta(seconds=toast_cache.SECONDS),
        )

    def ready_to_show(self) -> "PurchaseActivityQuerySet":
        """Return these with the order, the product and its cover for their toasts, in one query."""
        covers = ProductImage.objects.filter(product=OuterRef("product")).order_by("position", "pk").values("image")
        return self.select_related("order", "product").annotate(cover=Subquery(covers[:1]))

    def announceable(self) -> "PurchaseActivityQuerySet":
        """Return those of visible products with toasts allowed by the seller, and those without a product."""
        on_show = Product.objects.visible().filter(show_in_activity=True)
        return self.filter(Q(product__isnull=True) | Q(product__in=on_show))

    def recent(self, limit: int | None = None) -> "PurchaseActivityQuerySet":
        """Return public activities, newest first; `limit` defaults to the queue of a page."""
        newest = self.shown().ready_to_show().order_by("-created_at", "-pk")
        return newest[: limit or settings.TOAST_PACE["QUEUE"]]

    def since(self, at: datetime) -> "PurchaseActivityQuerySet":
        """Return those created after `at`, public or not."""
        return self.filter(created_at__gt=at)

    def whole_orders(self) -> "PurchaseActivityQuerySet":
        """Return all activities of the orders of these."""
        return self.model.objects.filter(order__in=self.order_by().values("order"))

    def public_orders(self, limit: int | None = None) -> list[PublicOrder]:
        """Return public activities by order, newest first; `limit` defaults to the queue of a page."""
        most = limit or settings.TOAST_PACE["QUEUE"]
        first = self.model.objects.filter(order=OuterRef("order")).order_by("pk").values("key")[:1]
        shown = self.shown().ready_to_show().select_related("order_line").annotate(lead=Subquery(first))
        # Purchases with the same time need a fixed order, too, or pages would show them in random order.
        lines = shown.order_by("-created_at", "-order", "pk")
        few = list(lines[: most * LINES_AN_ORDER])
        # The last order may have more lines than were read.
        if len(few) == most * LINES_AN_ORDER and len(group_by_order(few)) <= most:
            few = list(lines[: most * settings.MAX_CART_LINES])
        return group_by_order(few)[:most]

    def before(self, key: str) -> "PurchaseActivityQuerySet":
        """Return those older than the one of this key, public or not; none if it is deleted."""
        one = self.model.objects.filter(key=key).values("created_at", "pk").first()
        if one is None:
            return self.none()
        at, pk = one["created_at"], one["pk"]
        return self.filter(Q(created_at__lt=at) | Q(pk__lt=pk), created_at__lte=at)

    # Withdrawing ------------------------------------------------------------------------------------------------

    @transaction.atomic
    def withdraw(self) -> int:
        """Hide these activities for good and remove their toasts from open pages; returns the number of public ones."""
        public = self.filter(is_public=True).order_by("pk").select_for_update(no_key=True, of=("self",))
        keys = list(public.values_list("key", flat=True))
        self.model.objects.filter(key__in=keys).update(is_public=False, updated_at=ClockTimestamp())
        self.model.push_removed(keys)
        return len(keys)

    def push_changes(self) -> None:
        """Push the current state of these to open pages."""
        if shown := list(self.recent(ON_PAGES)):
            orders = self.filter(pk__in=[one.pk for one in shown]).whole_orders().public_orders(ON_PAGES)
            context = {"activities": [one.toast for one in orders], "lines": [one.toast for one in shown]}
            transaction.on_commit(toast_cache.start_generation, robust=True)
            topics.toasts.push(template="activity/live/changed_purchase.html", context=context)
            topics.purchases.push()

    @transaction.atomic
    def hide_amounts(self) -> None:
        """Hide the amounts of these for good, on open pages, too."""
        public = self.filter(is_amount_public=True).order_by("pk").select_for_update(no_key=True, of=("self",))
        ids = list(public.values_list("pk", flat=True))
        self.model.objects.filter(pk__in=ids).update(is_amount_public=False, updated_at=ClockTimestamp())
        self.model.objects.filter(pk__in=ids).push_changes()


class PurchaseActivity(models.Model):
    """The public part of one line of a paid order."""

    key = models.CharField(max_length=20, unique=True, default=new_key, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="activities")
    order_line = models.OneToOneField(OrderLine, on_delete=models.CASCADE, related_name="activity")
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.CASCADE, related_name="activities")
    # Deleted with the account: a row that lost its buyer would count as a guest's.
    buyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="activities"
    )
    initials = LineField(max_length=8, blank=True)
    city = LineField(max_length=80, blank=True)
    region = LineField(max_length=80, blank=True)
    place = LineField(max_length=162, blank=True, help_text="City and region as shown in toasts.")
    title = LineField(max_length=120)
    amount = MoneyField()
    currency = models.CharField(max_length=3)
    # Private by default, like the source of an order line.
    is_amount_public = models.BooleanField(
        db_default=False, help_text="The price is from the catalogue, and the buyer shows prices."
    )
    is_public = models.BooleanField(default=True, help_text="The buyer shows purchases, and it was not refunded.")
    is_hidden = models.BooleanField(db_default=False, help_text="Hidden by the staff of the site.")
    displayed_at = models.DateTimeField(null=True, blank=True)
    display_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=ClockTimestamp())
    updated_at = models.DateTimeField(db_default=ClockTimestamp())

    if TYPE_CHECKING:
        order_id: int
        buyer_id: int | None

    objects = PurchaseActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "purchase activities"
        indexes = [
            # For the recent list, newest first, and the purge, oldest first.
            models.Index(fields=["-created_at"], name="activity_newest"),
            # For `public_place`: other buyers in a city, or in a region.
            models.Index(fields=["region", "city", "created_at"], name="activity_place"),
        ]

    def __str__(self) -> str:
        return f"purchase {self.key}"

    def get_absolute_url(self) -> str:
        """Return the URL of the page that explains the toast."""
        return reverse("activity:purchase", args=[self.key])

    @property
    def toast(self) -> Toast:
        """Return the public fields of this activity; with its picture after `ready_to_show`."""
        product = self.product
        return Toast(
            key=self.key,
            initials=self.initials,
            place=self.place,
            title=self.title,
            url=product.get_absolute_url() if product else "",
            amount=self.amount if self.is_amount_public and product and product.show_amount else None,
            currency=self.currency,
            at=self.created_at,
            picture=ProductImage.address_of(getattr(self, "cover", None)),
        )

    # Actions of the site's staff --------------------------------------------------------------------------------

    @transaction.atomic
    def hide(self) -> None:
        """Hide it from everybody until it is shown again, on open pages, too; raises `Refused` if it is hidden."""
        self._set_hidden(True, "It is already hidden.")
        self.push_removed([self.key])

    @transaction.atomic
    def show_again(self) -> None:
        """Show it again, on open pages, too; raises `Refused` if it is not hidden, or if it was withdrawn."""
        self._set_hidden(False, "It is not hidden.")
        if not self.is_public:
            raise Refused("Its buyer doesn’t want it shown, or it was refunded.")
        transaction.on_commit(toast_cache.start_generation, robust=True)
        topics.purchases.push()
        for public in type(self).objects.filter(pk=self.pk).shown().whole_orders().public_orders():
            toast = public.toast
            topics.buyer.push(public.order.holder, "activity/live/own_purchase.html", {"keys": [toast.key]})
            topics.toasts.push(template="activity/live/restored_purchase.html", context={"activity": toast})

    def _set_hidden(self, is_hidden: bool, refusal: str) -> None:
        # Of two simultaneous requests, only one changes the row.
        same = type(self).objects.filter(pk=self.pk, is_hidden=not is_hidden)
        if not same.update(is_hidden=is_hidden, updated_at=ClockTimestamp()):
            raise Refused(refusal)
        self.refresh_from_db(fields=["is_public", "is_hidden"])

    @classmethod
    def push_removed(cls, keys: Iterable[str]) -> None:
        """Remove these from open pages for good; the toast of an order counts its remaining lines."""
        transaction.on_commit(toast_cache.start_generation, robust=True)
        if not (keys := list(keys)):
            return
        removed = cls.objects.filter(key__in=keys)
        left = removed.whole_orders().public_orders(ON_PAGES)
        lines = set(removed.filter(order__in=[public.order for public in left]).values_list("key", flat=True))
        first = Subquery(cls.objects.filter(order=OuterRef("order")).order_by("pk").values("key")[:1])
        leads = removed.exclude(key__in=lines).annotate(lead=first).values_list("lead", flat=True)
        context = {
            "keys": list(dict.fromkeys([*(key for key in keys if key not in lines), *leads])),
            "lines": [key for key in keys if key in lines],
            "activities": [public.toast for public in left],
        }
        topics.toasts.push(template="activity/live/withdrawn_purchase.html", context=context)
        topics.purchases.push()
