"""Reminders of carts that were left behind: at most one of each step, and a link that brings the cart back once."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from carts.models.cart import Cart
from carts.models.opt_out import MailOptOut, mail_turn
from carts.models.reminders_due import LATEST, forgotten, has_bought, is_quiet
from marketplace import clock
from marketplace.accounts.visitors import Shopper
from marketplace.clock import ClockTimestamp
from marketplace.database.batches import one_by_one
from marketplace.errors import Refused
from marketplace.locks import advisory_lock
from marketplace.models import Mail
from marketplace.models.mail import render_mail

if TYPE_CHECKING:
    from carts.models.line import CartLine

LINK_SALT = "carts.reminder"
AT_ONCE = 500
"""So many carts one sweep looks at; the next one goes on."""
USED = "This link has been used already; it works once."


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
        advisory_lock(mail_turn(cart.address))
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
        stop = MailOptOut.objects.link_for(email)
        told = {
            "site_name": settings.SITE_NAME,
            "origin": settings.SITE_ORIGINS[0],
            "lines": list(lines_of(self.cart)),
            "link": self.link,
            "stop": stop,
            "days": settings.CART_LINK_DAYS,
        }
        # For the button that mail programs show beside the subject.
        unsubscribe = settings.SITE_ORIGINS[0] + stop
        key = f"cart:{self.cart_id}:{self.step}"
        Mail.objects.put(key=key, to=email, unsubscribe=unsubscribe, **render_mail("carts/mail/reminder", told))

    @property
    def link(self) -> str:
        """Return the path of the page that brings its cart back."""
        return reverse("carts:reminded", args=[signing.dumps(self.pk, salt=LINK_SALT)])

    @property
    def is_good(self) -> bool:
        """Tell whether its link still leads to the cart, as it was left; needs the cart."""
        return self.used_at is None and self.cart.is_open and self.cart.recovered_at is None

    def leads_home(self, shopper: Shopper) -> bool:
        """Tell whether its cart, or what that became, is this shopper's own: they may see it, link or no link."""
        if not self.cart.merged_into_id:
            return self.cart.is_open and self.cart.holder == shopper.holder
        last = Cart.objects.became([self.cart_id])[self.cart_id][-1]
        return Cart.objects.filter(pk=last, status=Cart.Status.OPEN, holder=shopper.holder).exists()

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


def lines_of(cart: Cart) -> "models.QuerySet[CartLine]":
    """Return what a reminder tells of a cart."""
    return cart.lines.select_related("item__product__shop").order_by("added_at", "pk")
