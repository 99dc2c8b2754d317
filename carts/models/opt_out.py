"""Addresses that want no reminders: by the link of a mail, or by the switch on one's profile."""

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


def mail_turn(email: str) -> str:
    """Return the name of the turn that whoever writes reminders to an address takes, or who ends them."""
    return f"mail-{email.lower()}"


class MailOptOutQuerySet(models.QuerySet["MailOptOut"]):
    """Addresses that want no reminders."""

    @transaction.atomic
    def stop(self, email: str) -> None:
        """Send no reminders to an address any more, nor those that wait to be sent; once is enough."""
        # A reminder that is being written at this moment is there to be taken back, or finds this wish.
        advisory_lock(mail_turn(email))
        self.bulk_create([self.model(email=email.lower())], ignore_conflicts=True)
        Mail.objects.filter(key__startswith="cart:", to__iexact=email, sent_at=None).blank()

    def allow(self, email: str) -> None:
        """Send reminders to an address again."""
        self.filter(email=email.lower()).delete()

    def has(self, email: str) -> bool:
        """Tell whether an address wants no reminders."""
        return self.filter(email=email.lower()).exists()

    def follow(self, before: str, email: str) -> None:
        """Let a person's wish for no reminders move along with them to another address."""
        if self.has(before):
            self.stop(email)

    @staticmethod
    def link_for(email: str) -> str:
        """Return the path of the page that ends reminders to an address, for a mail that goes there."""
        return reverse("carts:reminders_stop", args=[signing.dumps(email, salt=STOP_SALT)])

    def signed(self, token: str) -> str:
        """Return the address that the link of a mail is about; raises `signing.BadSignature` for a forged one."""
        return signing.loads(token, salt=STOP_SALT)


class MailOptOut(models.Model):
    """An address to which no reminders are sent, and since when."""

    email = MailAddressField(unique=True)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    objects = MailOptOutQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="opt_out_email_is_in_lower_case")]

    def __str__(self) -> str:
        return f"address {self.pk} without reminders"
