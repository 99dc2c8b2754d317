"""Reminders of abandoned carts: one mail per step at most, with a link that restores the cart once."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from carts.models.cart import Cart
from carts.models.line import CartLine
from carts.models.merge_chains import find_merge_chains
from carts.models.opt_out import MailOptOut, reminder_lock_key
from carts.models.reminders_due import LATEST, find_due_carts, has_bought, is_quiet
from marketplace import clock
from marketplace.accounts.visitors import Shopper
from marketplace.clock import ClockTimestamp
from marketplace.database.batches import run_each
from marketplace.errors import Refused
from marketplace.locks import advisory_lock
from marketplace.models import Mail
from marketplace.models.mail import render_mail

LINK_SALT = "carts.reminder"
BATCH = 500
"""Maximum of carts per sweep; the next sweep goes on."""
USED = "This link has been used already; it works once."


class CartReminderQuerySet(models.QuerySet["CartReminder"]):
    """Reminders of carts."""

    def mail_due(self) -> int:
        """Write the due reminders to the outbox; returns their number. Safe to run twice, late, or by two workers.

        No reminder is due in quiet hours; it is due after them. Shoppers who bought, came back or opted out get none.
        """
        if is_quiet(clock.read()):
            return 0
        # In random order: purchases elsewhere are checked one by one, and carts with one must not block the others.
        ids = self._due().order_by("?").values_list("pk", flat=True)[:BATCH]
        return run_each(list(ids), self._mail)

    def _due(self) -> "models.QuerySet[Any]":
        return find_due_carts(self.model._default_manager.all())

    @transaction.atomic
    def _mail(self, pk: int) -> "CartReminder | None":
        # A shopper who comes back at this moment either waits here, or came first and the cart is not due any more.
        cart = self._due().filter(pk=pk).select_for_update(no_key=True, skip_locked=True, of=("self",)).first()
        if cart is None:
            return None
        # Another worker may be at another cart with the same address.
        advisory_lock(reminder_lock_key(cart.address))
        if has_bought(cart) or not self._due().filter(pk=pk).exists():
            return None
        reminder = self.create(cart=cart, step=cart.step)
        reminder.mail_to(cart.address)
        return reminder

    def delete_old_addresses(self) -> int:
        """Delete guests' addresses from carts that get no more reminders; returns the number of carts.

        Safe to run twice or late.
        """
        last = timedelta(hours=settings.CART_REMINDER_HOURS[-1]) + LATEST
        over = ~Q(status=Cart.Status.OPEN) | Q(recovered_at__isnull=False) | Q(abandoned_at__lte=Now() - last)
        return Cart.objects.exclude(reminder_email="").filter(over).update(reminder_email="")

    def from_token(self, token: str) -> "CartReminder | None":
        """Return the reminder of a link; None if the link is forged or too old."""
        try:
            pk = signing.loads(token, salt=LINK_SALT, max_age=timedelta(days=settings.CART_LINK_DAYS))
        except signing.BadSignature:
            return None
        return self.filter(pk=pk).select_related("cart").first()


class CartReminder(models.Model):
    """One mail about one cart; `step` counts from 1, by the hours of `CART_REMINDER_HOURS`."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="reminders")
    step = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    used_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Time at which its link restored the cart."
    )

    objects = CartReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cart", "step"], name="cart_reminder_once_a_step"),
            models.CheckConstraint(condition=Q(step__gt=0), name="cart_reminder_step_counts_from_one"),
        ]
        indexes = [models.Index(fields=["at"], name="cart_reminder_when")]

    def __str__(self) -> str:
        return f"Reminder {self.step} of cart {self.cart.code}"

    def mail_to(self, email: str) -> None:
        """Write the mail to the outbox, with a link that restores the cart and a link that stops reminders."""
        stop = MailOptOut.objects.link_for(email)
        context = {
            "site_name": settings.SITE_NAME,
            "origin": settings.SITE_ORIGINS[0],
            "lines": list(reminder_lines(self.cart)),
            "link": self.link,
            "stop": stop,
            "days": settings.CART_LINK_DAYS,
        }
        # Mail programs show this as a button beside the subject.
        unsubscribe = settings.SITE_ORIGINS[0] + stop
        key = f"cart:{self.cart_id}:{self.step}"
        Mail.objects.put(key=key, to=email, unsubscribe=unsubscribe, **render_mail("carts/mail/reminder", context))

    @property
    def link(self) -> str:
        """Return the path of the page that restores the cart."""
        return reverse("carts:reminded", args=[signing.dumps(self.pk, salt=LINK_SALT)])

    @property
    def is_usable(self) -> bool:
        """Tell whether the link still restores the cart; needs the cart."""
        return self.used_at is None and self.cart.is_open and self.cart.recovered_at is None

    def is_about_cart_of(self, shopper: Shopper) -> bool:
        """Tell whether the cart, or the cart it was merged into, is the shopper's own open cart."""
        if not self.cart.merged_into_id:
            return self.cart.is_open and self.cart.holder == shopper.holder
        last = find_merge_chains([self.cart_id])[self.cart_id][-1]
        return Cart.objects.filter(pk=last, status=Cart.Status.OPEN, holder=shopper.holder).exists()

    @transaction.atomic
    def restore_cart(self, shopper: Shopper) -> None:
        """Restore the cart in the browser that opened the link; a cart of that browser is merged with it.

        Refused as `used` the second time, and as `gone` if the cart was bought, or if the shopper came back to it in
        another browser. The abandoned cart counts as recovered.
        """
        # Of two clicks at once the second waits here, and finds the link used.
        if not CartReminder.objects.filter(pk=self.pk, used_at=None).update(used_at=ClockTimestamp()):
            raise Refused(USED, code="used")
        own = Cart.objects.get_or_open(shopper)
        locked = Cart.objects.lock(own.pk, self.cart_id)
        cart = locked[self.cart_id]
        if not cart.is_open:
            raise Refused("That cart is gone: it was bought, emptied or closed meanwhile.", code="gone")
        if cart.pk == own.pk:
            own.restore(own.lines.quantities())
            return
        # A forwarded mail must not take a cart away from the shopper who is using it.
        if cart.recovered_at:
            raise Refused("That cart is open in another browser already.", code="gone")
        own.merge(cart)
        Cart.objects.filter(pk=cart.pk, recovered_at=None, abandoned_at__isnull=False).update(
            recovered_at=ClockTimestamp()
        )


def reminder_lines(cart: Cart) -> "models.QuerySet[CartLine]":
    """Return the lines of a cart that a reminder lists."""
    return cart.lines.select_related("item__product__shop").order_by("added_at", "pk")
