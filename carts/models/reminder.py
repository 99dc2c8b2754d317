"""Reminders of carts that were left behind: at most one of each step, and a link that brings the cart back once."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower, Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from carts.models.cart import Cart
from carts.models.stages import at_checkout, patience
from marketplace import clock
from marketplace.checkout import take_turns
from marketplace.clock import ClockTimestamp
from marketplace.errors import Refused
from marketplace.models import Mail, Order
from marketplace.sweeps import one_by_one
from marketplace.visitors import Shopper

if TYPE_CHECKING:
    from carts.models.line import CartLine

logger = logging.getLogger(__name__)
LINK_SALT, STOP_SALT = "carts.reminder", "carts.reminders_stop"
LATEST = timedelta(hours=48)
"""A reminder that is overdue for longer, because nothing ran to send it, is not sent any more."""
AT_ONCE = 500
"""So many carts one sweep looks at; the next one goes on."""
APART = timedelta(hours=12)
"""So long an address hears of no other cart, whoever named it."""
USED = "This link has been used already; it works once."


class MailOptOutQuerySet(models.QuerySet["MailOptOut"]):
    """Addresses that want no reminders."""

    def stop(self, email: str) -> None:
        """Send no reminders to an address any more, nor those that wait to be sent; once is enough."""
        self.bulk_create([self.model(email=email.lower())], ignore_conflicts=True)
        Mail.objects.filter(key__startswith="cart:", to__iexact=email, sent_at=None).blank()

    def allow(self, email: str) -> None:
        """Send reminders to an address again."""
        self.filter(email=email.lower()).delete()

    def has(self, email: str) -> bool:
        """Tell whether an address wants no reminders."""
        return self.filter(email=email.lower()).exists()

    def signed(self, token: str) -> str:
        """Return the address that the link of a mail is about; raises `signing.BadSignature` for a forged one."""
        return signing.loads(token, salt=STOP_SALT)


class MailOptOut(models.Model):
    """An address to which no reminders are sent, and since when."""

    email = models.EmailField(unique=True)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = MailOptOutQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="opt_out_email_is_in_lower_case")]

    def __str__(self) -> str:
        return self.email


class CartReminderQuerySet(models.QuerySet["CartReminder"]):
    """Reminders, written and used."""

    def write_due(self) -> int:
        """Write the reminders that are due, in the outbox; returns how many. Safe to run twice, late, or by two.

        In quiet hours none are: they are due once those are over. Whoever bought, came back or wants none gets none.
        """
        if is_quiet(clock.read()):
            return 0
        # In no order: whose shopper bought elsewhere is found out one by one, and must not keep others waiting.
        ids = forgotten().order_by("?").values_list("pk", flat=True)[:AT_ONCE]
        return one_by_one(list(ids), self._write)

    @transaction.atomic
    def _write(self, pk: int) -> "CartReminder | None":
        # Whoever comes back at this moment either waits here, or came before and is not forgotten any more.
        cart = forgotten().filter(pk=pk).select_for_update(no_key=True, skip_locked=True, of=("self",)).first()
        if cart is None:
            return None
        # Another worker may be at another cart that names the same address.
        take_turns(f"mail-{cart.address.lower()}")
        if has_bought(cart) or not forgotten().filter(pk=pk).exists():
            return None
        reminder = self.create(cart=cart, step=cart.step)
        reminder.owe(cart.address)
        return reminder

    def forget_addresses(self) -> int:
        """Forget where guests wanted to be reminded of carts that no reminder is about any more; returns of how many.

        Safe to run twice or late.
        """
        last = timedelta(hours=settings.CART_REMINDER_HOURS[-1]) + LATEST
        over = ~Q(status=Cart.Status.OPEN) | Q(recovered_at__isnull=False) | Q(abandoned_at__lte=Now() - last)
        return Cart.objects.exclude(reminder_email="").filter(over).update(reminder_email="")

    def signed(self, token: str) -> "CartReminder | None":
        """Return the reminder whose link this is; None for one that is forged or too old."""
        try:
            told = signing.loads(token, salt=LINK_SALT, max_age=timedelta(days=settings.CART_LINK_DAYS))
        except signing.BadSignature:
            return None
        return self.filter(pk=told).select_related("cart").first()


class CartReminder(models.Model):
    """One mail about one cart; `step` counts from 1, by the hours of `CART_REMINDER_HOURS`."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="reminders")
    step = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    used_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When its link brought it back.")

    objects = CartReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cart", "step"], name="cart_reminder_once_a_step"),
            models.CheckConstraint(condition=Q(step__gt=0), name="cart_reminder_step_counts_from_one"),
        ]
        indexes = [models.Index(fields=["at"], name="cart_reminder_when")]

    def __str__(self) -> str:
        return f"Reminder {self.step} of cart {self.cart.code}"

    def owe(self, email: str) -> None:
        """Write the mail, with the link that brings the cart back and the one that stops reminders."""
        told = {
            "site_name": settings.SITE_NAME,
            "origin": settings.SITE_ORIGINS[0],
            "lines": list(lines_of(self.cart)),
            "link": reverse("carts:reminded", args=[signing.dumps(self.pk, salt=LINK_SALT)]),
            "stop": reverse("carts:reminders_stop", args=[signing.dumps(email, salt=STOP_SALT)]),
            "days": settings.CART_LINK_DAYS,
        }
        subject, _, text = render_to_string("carts/mail/reminder.txt", told).strip().partition("\n")
        html = render_to_string("carts/mail/reminder.html", {**told, "subject": subject})
        Mail.objects.put(
            key=f"cart:{self.cart_id}:{self.step}", to=email, subject=subject, text=text.strip(), html=html
        )

    @property
    def is_good(self) -> bool:
        """Tell whether its link still leads to the cart, as it was left; needs the cart."""
        return self.used_at is None and self.cart.is_open and self.cart.recovered_at is None

    @transaction.atomic
    def bring_back(self, shopper: Shopper) -> None:
        """Bring its cart into the browser that shows its link.

        Refused as `used` the second time, and as `gone` when it was bought, or its shopper came back to it in another
        browser. The cart that was left counts as recovered. Where the browser has one of its own, the two become one.
        """
        # Of two clicks at once the second waits here, and finds it used.
        if not CartReminder.objects.filter(pk=self.pk, used_at=None).update(used_at=ClockTimestamp()):
            raise Refused(USED, code="used")
        own = Cart.objects.opened_by(shopper)
        fresh = Cart.objects.lock(own.pk, self.cart_id)
        cart = fresh[self.cart_id]
        if not cart.is_open:
            raise Refused("That cart is gone: it was bought, emptied or closed meanwhile.", code="gone")
        if cart.pk == own.pk:
            own.restore(own.lines.as_wanted())
            return
        # A mail may have gone astray: whoever reads it must not take away what somebody is filling right now.
        if cart.recovered_at:
            raise Refused("Somebody came back to that cart already; it is in their browser.", code="gone")
        own.merge(cart)
        Cart.objects.filter(pk=cart.pk, recovered_at=None, abandoned_at__isnull=False).update(
            recovered_at=ClockTimestamp()
        )


# What is due to whom ---------------------------------------------------------------------------------------------


def is_quiet(now: datetime) -> bool:
    """Tell whether it is too late in the evening or too early in the morning, by the site's time zone, for mail."""
    start, end = settings.CART_QUIET_HOURS
    hour = timezone.localtime(now).hour
    return start <= hour < end if start <= end else hour >= start or hour < end


def forgotten() -> Any:
    """Return abandoned carts of which a reminder is due: its `step`, and to which `address`.

    Their shoppers did not come back, are not paying, want reminders and were not sent one lately.
    """
    left = Cart.objects.building().filter(recovered_at=None, updated_at__lte=Now() - patience())
    due = left.exclude(at_checkout()).annotate(step=step_due(), address=address_of()).exclude(step=0)
    due = due.exclude(Exists(CartReminder.objects.filter(cart=OuterRef("pk"), step__gte=OuterRef("step"))))
    unwanted = MailOptOut.objects.filter(email=Lower(OuterRef("address")))
    lately = Mail.objects.filter(key__startswith="cart:", created_at__gt=Now() - APART).values_list(Lower("to"))
    reached = due.exclude(address="").annotate(to=Lower("address")).exclude(to__in=lately)
    return reached.exclude(Exists(unwanted))


def step_due() -> Case:
    """Tell of a cart the latest step that is due, 0 where none is, or where it is so for too long."""
    steps = []
    for step, hours in enumerate(settings.CART_REMINDER_HOURS, 1):
        since = Now() - timedelta(hours=hours)
        steps.append(When(abandoned_at__lte=since, abandoned_at__gt=since - LATEST, then=Value(step)))
    return Case(*reversed(steps), default=Value(0))


def address_of() -> Case:
    """Tell where a cart's shopper is to be reminded: the account's proved address, else one given with consent."""
    same = EmailAddress.objects.filter(user=OuterRef("member"), email__iexact=F("user__email"), verified=True)
    proved = same.filter(user__is_active=True).values("user__email")[:1]
    return Case(When(member=None, then=F("reminder_email")), default=Coalesce(Subquery(proved), Value("")))


def has_bought(cart: Any) -> bool:
    """Tell whether the shopper bought something since they left it, be it with another cart or on another device."""
    whose = Q(holder=cart.holder) | Q(email__iexact=cart.address)
    return Order.objects.filter(whose, paid_at__gt=cart.abandoned_at - patience()).exists()


def lines_of(cart: Cart) -> "models.QuerySet[CartLine]":
    """Return what a reminder tells of a cart."""
    return cart.lines.select_related("item__product__shop").order_by("added_at", "pk")
