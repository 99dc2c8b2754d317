"""Addresses without reminders: by the link in a mail, or by the setting in the member's profile."""

from django.core import signing
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from marketplace.clock import ClockTimestamp
from marketplace.locks import advisory_lock
from marketplace.models import Mail
from marketplace.text.model_fields import MailAddressField

STOP_SALT = "carts.reminders_stop"


def reminder_lock_key(email: str) -> str:
    """Return the key of the lock for mailing reminders to an address, and for ending them."""
    return f"mail-{email.lower()}"


class MailOptOutQuerySet(models.QuerySet["MailOptOut"]):
    """Addresses without reminders."""

    @transaction.atomic
    def opt_out(self, email: str) -> None:
        """Send no more reminders to an address, and delete reminders that wait to be sent; safe to repeat."""
        # A reminder that is written at this moment is either deleted here, or is not written at all.
        advisory_lock(reminder_lock_key(email))
        self.bulk_create([self.model(email=email.lower())], ignore_conflicts=True)
        Mail.objects.filter(key__startswith="cart:", to__iexact=email, sent_at=None).blank()

    def opt_in(self, email: str) -> None:
        """Allow reminders to an address again."""
        self.filter(email=email.lower()).delete()

    def has(self, email: str) -> bool:
        """Tell whether an address has opted out."""
        return self.filter(email=email.lower()).exists()

    def copy(self, before: str, email: str) -> None:
        """Opt out a person's new address if the address before had opted out."""
        if self.has(before):
            self.opt_out(email)

    @staticmethod
    def link_for(email: str) -> str:
        """Return the path of the page that opts an address out, for a mail to that address."""
        return reverse("carts:reminder_opt_out", args=[signing.dumps(email, salt=STOP_SALT)])

    def email_of(self, token: str) -> str:
        """Return the address of a link in a mail; raises `signing.BadSignature` if the link is forged."""
        return signing.loads(token, salt=STOP_SALT)


class MailOptOut(models.Model):
    """An address without reminders, and the time of the opt-out."""

    email = MailAddressField(unique=True)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = MailOptOutQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="opt_out_email_is_in_lower_case")]

    def __str__(self) -> str:
        return f"address {self.pk} without reminders"
