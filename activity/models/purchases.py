"""Purchase activities: what strangers are told of a purchase, for two days and as long as its buyer agrees."""

import logging
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.urls import reverse

from activity import toast_cache, topics
from activity.buyer_privacy import Portrait
from activity.models.baskets import Basket, by_order
from activity.toast import Toast
from marketplace.clock import ClockTimestamp
from marketplace.database.batches import SHARE, in_batches
from marketplace.errors import Refused
from marketplace.models import Order, OrderLine, Product, ProductImage
from marketplace.money.fields import MoneyField
from marketplace.text.model_fields import LineField

logger = logging.getLogger(__name__)
ON_PAGES = 20
"""So many purchases an open page may have: those that wait, and those of the list."""
A_BASKET = 5
"""So many lines an order has at most, mostly; larger ones cost a second read."""
PURGE_BATCH = 1000
PURGE_SECONDS = 40
"""For so long one purge goes on; a task may take a minute."""


def new_key() -> str:
    """Return a random name for an activity, of 80 bits, that says nothing about order or buyer."""
    return secrets.token_hex(10)


def public_title(line: OrderLine) -> str:
    """Return the title that strangers may read: the catalogue's, or for a deal without a product the shop's name.

    The title of a deal is the words of two people, even where the deal is about a product.
    """
    if line.source == OrderLine.Source.CATALOGUE:
        return line.title
    return line.product.title if line.product else f"something by private deal at {line.shop.name}"


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
        portrait = Portrait.of(order, at)._asdict()
        shows_amount = portrait.pop("shows_amount")
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
                    **portrait,
                )
                for line in order.lines.all()
            ],
            ignore_conflicts=True,
        )
        transaction.on_commit(toast_cache.note_purchase, robust=True)
        return self.filter(key__in=[activity.key for activity in made])

    def announce(self) -> None:
        """Show the order of these activities on every open page; the buyer's own pages hear first what to skip."""
        for basket in self.whole_orders().baskets():
            toast = basket.toast
            topics.buyer.push(basket.order.holder, "activity/live/own_purchase_noted.html", {"keys": [toast.key]})
            topics.toasts.push(template="activity/live/purchase_announced.html", context={"activities": [toast]})
            topics.purchases.push()

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
            is_hidden=False,
            order__show_activity=True,
            order_line__in=OrderLine.objects.taken(),
            # A list may lie in the cache for a while; it must not outlive the window there.
            created_at__gt=Now() - window() + timedelta(seconds=toast_cache.SECONDS),
        )

    def ready_to_show(self) -> "PurchaseActivityQuerySet":
        """Return these with all that their toasts need: order, product and the name of its cover, in one query."""
        covers = ProductImage.objects.filter(product=OuterRef("product")).order_by("position", "pk").values("image")
        return self.select_related("order", "product").annotate(cover=Subquery(covers[:1]))

    def announceable(self) -> "PurchaseActivityQuerySet":
        """Return those of products on show that their seller lets be announced, and of what is no product."""
        on_show = Product.objects.visible().filter(show_in_activity=True)
        return self.filter(Q(product__isnull=True) | Q(product__in=on_show))

    def recent(self, limit: int | None = None) -> "PurchaseActivityQuerySet":
        """Return the newest that anybody may see, newest first; as many as a page keeps waiting, or `limit`."""
        newest = self.shown().ready_to_show().order_by("-created_at", "-pk")
        return newest[: limit or settings.TOAST_PACE["QUEUE"]]

    def whole_orders(self) -> "PurchaseActivityQuerySet":
        """Return all activities of the orders of which these are a part."""
        return self.model.objects.filter(order__in=self.order_by().values("order"))

    def baskets(self, limit: int | None = None) -> list[Basket]:
        """Return what anybody may see, by order, newest first; as many orders as a page keeps waiting, or `limit`."""
        most = limit or settings.TOAST_PACE["QUEUE"]
        first = self.model.objects.filter(order=OuterRef("order")).order_by("pk").values("key")[:1]
        shown = self.shown().ready_to_show().select_related("order_line").annotate(lead=Subquery(first))
        # Purchases of one moment have an order, too: pages would show them as they happen to be read.
        lines = shown.order_by("-created_at", "-order", "pk")
        few = list(lines[: most * A_BASKET])
        # The last order may go on beyond what was read.
        if len(few) == most * A_BASKET and len(by_order(few)) <= most:
            few = list(lines[: most * settings.MAX_CART_LINES])
        return by_order(few)[:most]

    def before(self, key: str) -> "PurchaseActivityQuerySet":
        """Return those older than the one of this key, shown or not; none where it is forgotten."""
        one = self.model.objects.filter(key=key).values("created_at", "pk").first()
        if one is None:
            return self.none()
        at, pk = one["created_at"], one["pk"]
        return self.filter(Q(created_at__lt=at) | Q(pk__lt=pk), created_at__lte=at)

    # Taking back ------------------------------------------------------------------------------------------------

    @transaction.atomic
    def withdraw(self) -> int:
        """Hide these activities for good and take their toasts from open pages; returns how many were public."""
        public = self.filter(is_public=True).order_by("pk").select_for_update(no_key=True, of=("self",))
        keys = list(public.values_list("key", flat=True))
        self.model.objects.filter(key__in=keys).update(is_public=False, updated_at=ClockTimestamp())
        self.model.take_down(keys)
        return len(keys)

    def amend(self) -> None:
        """Show these on open pages as they are to be shown now."""
        if shown := list(self.recent(ON_PAGES)):
            baskets = self.filter(pk__in=[one.pk for one in shown]).whole_orders().baskets(ON_PAGES)
            context = {"activities": [one.toast for one in baskets], "lines": [one.toast for one in shown]}
            transaction.on_commit(toast_cache.renew, robust=True)
            topics.toasts.push(template="activity/live/purchase_amended.html", context=context)
            topics.purchases.push()

    @transaction.atomic
    def hide_amounts(self) -> None:
        """Leave the amounts of these out for good, on open pages too."""
        public = self.filter(is_amount_public=True).order_by("pk").select_for_update(no_key=True, of=("self",))
        ids = list(public.values_list("pk", flat=True))
        self.model.objects.filter(pk__in=ids).update(is_amount_public=False, updated_at=ClockTimestamp())
        self.model.objects.filter(pk__in=ids).amend()

    def hide_for(self, user_id: int) -> int:
        """Withdraw all that is shown of a member's purchases; returns how many there were."""
        return self.filter(buyer=user_id).withdraw()

    # Forgetting -------------------------------------------------------------------------------------------------

    def purge(self, batch: int = PURGE_BATCH, seconds: float = PURGE_SECONDS, share: float = SHARE) -> int:
        """Delete what is past the window, in short transactions that hold up nobody; returns how many rows.

        It works for `share` of its time and ends after `seconds`; what is left by then is for the next time.
        """
        return in_batches(partial(self._purge_batch, batch), batch, seconds=seconds, share=share)

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
    initials = LineField(max_length=8, blank=True)
    city = LineField(max_length=80, blank=True)
    region = LineField(max_length=80, blank=True)
    place = LineField(max_length=162, blank=True, help_text="What is told of city and region.")
    title = LineField(max_length=120)
    amount = MoneyField()
    currency = models.CharField(max_length=3)
    # The private one is the default, as for the line's source.
    is_amount_public = models.BooleanField(
        db_default=False, help_text="The price is the catalogue’s, and its buyer lets it be shown."
    )
    is_public = models.BooleanField(default=True, help_text="Its buyer agrees, and it was not taken back.")
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
            # The recent list, newest first; the purge, oldest first.
            models.Index(fields=["-created_at"], name="activity_newest"),
            # The place ladder: who else bought in a city, or in a region.
            models.Index(fields=["region", "city", "created_at"], name="activity_place"),
        ]

    def __str__(self) -> str:
        return f"purchase {self.key}"

    def get_absolute_url(self) -> str:
        """Return the page that says what stands behind its toast."""
        return reverse("activity:why", args=[self.key])

    @property
    def toast(self) -> Toast:
        """Return all that may leave the house of this activity; with its picture after `ready_to_show`."""
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

    # Verbs of the site's staff ----------------------------------------------------------------------------------

    @transaction.atomic
    def hide(self) -> None:
        """Keep it from everybody until it is shown again, on open pages too; raises `Refused` if it is hidden."""
        self._set_hidden(True, "It is hidden already.")
        self.take_down([self.key])

    @transaction.atomic
    def show_again(self) -> None:
        """Show what was hidden, on open pages too; what its buyer hid, or what was taken back, stays so: `Refused`."""
        self._set_hidden(False, "It is not hidden.")
        if not self.is_public:
            raise Refused("Its buyer doesn’t want it shown, or it was taken back: that stays.")
        transaction.on_commit(toast_cache.renew, robust=True)
        topics.purchases.push()
        for basket in type(self).objects.filter(pk=self.pk).shown().whole_orders().baskets():
            toast = basket.toast
            topics.buyer.push(basket.order.holder, "activity/live/own_purchase_noted.html", {"keys": [toast.key]})
            topics.toasts.push(template="activity/live/purchase_shown_again.html", context={"activity": toast})

    def _set_hidden(self, is_hidden: bool, otherwise: str) -> None:
        # Of two who press at once, one finds what the page showed.
        same = type(self).objects.filter(pk=self.pk, is_hidden=not is_hidden)
        if not same.update(is_hidden=is_hidden, updated_at=ClockTimestamp()):
            raise Refused(otherwise)
        self.refresh_from_db(fields=["is_public", "is_hidden"])

    @classmethod
    def take_down(cls, keys: Iterable[str]) -> None:
        """Remove these from open pages and keep them from coming back there; a basket counts what is left of it."""
        transaction.on_commit(toast_cache.renew, robust=True)
        if not (keys := list(keys)):
            return
        taken = cls.objects.filter(key__in=keys)
        left = taken.whole_orders().baskets(ON_PAGES)
        lines = set(taken.filter(order__in=[basket.order for basket in left]).values_list("key", flat=True))
        first = Subquery(cls.objects.filter(order=OuterRef("order")).order_by("pk").values("key")[:1])
        leads = taken.exclude(key__in=lines).annotate(lead=first).values_list("lead", flat=True)
        context = {
            "keys": list(dict.fromkeys([*(key for key in keys if key not in lines), *leads])),
            "lines": [key for key in keys if key in lines],
            "activities": [basket.toast for basket in left],
        }
        topics.toasts.push(template="activity/live/purchase_withdrawn.html", context=context)
        topics.purchases.push()
