"""Invitations to work in a shop: sent by mail, open for some days, accepted once by their addressee."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse

from marketplace.clock import ClockTimestamp
from marketplace.errors import Refused
from marketplace.models.mail import Mail
from marketplace.models.shops import Shop
from marketplace.signals import account_changed
from marketplace.text.bidi import isolate
from marketplace.text.model_fields import MailAddressField

if TYPE_CHECKING:
    from marketplace.models.users import User

SALT = "marketplace.invitation"
OPEN_FOR = timedelta(days=7)
MOST_A_DAY = 20
"""Invitations per shop and day, at most: the recipients did not ask for mail."""


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by state and token."""

    def unanswered(self) -> "InvitationQuerySet":
        """Return invitations neither accepted nor cancelled."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)

    def open(self) -> "InvitationQuerySet":
        """Return invitations that can be accepted now."""
        return self.unanswered().filter(created_at__gt=ClockTimestamp() - OPEN_FOR)

    def withdraw(self) -> int:
        """Cancel the unanswered invitations; returns their number."""
        return self.unanswered().update(withdrawn_at=ClockTimestamp())

    def signed(self, token: str) -> "InvitationQuerySet":
        """Return the invitation of this token; none for a forged token."""
        try:
            return self.filter(pk=signing.loads(token, salt=SALT))
        except signing.BadSignature:
            return self.none()

    @transaction.atomic
    def send(self, shop: Shop, email: str, *, by: "User") -> "Invitation":
        """Invite the owner of an email address, with or without an account, to work in the shop.

        Raises `Refused` for a member of the shop, an address with an open invitation, and too many in a day.
        """
        # Without the lock, two simultaneous requests would not see each other's invitation.
        shop = Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
        email = email.lower()
        if shop.people().filter(email=email).exists():
            raise Refused("This person already works here.", field="email", code="works_here")
        if shop.invitations.open().filter(email=email).exists():
            raise Refused("There is an open invitation to this address.", field="email", code="invited")
        if shop.invitations.filter(created_at__gt=ClockTimestamp() - timedelta(days=1)).count() >= MOST_A_DAY:
            raise Refused("Too many invitations today. Try again tomorrow.", field="email", code="too_many")
        shop.invitations.filter(email=email).withdraw()
        invitation: Invitation = shop.invitations.create(email=email, by=by)
        invitation.write_mail()
        return invitation


class Invitation(models.Model):
    """An invitation of one email address to work in a shop."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="invitations")
    email = MailAddressField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_unanswered_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.shop}"

    @property
    def asker(self) -> str:
        """Return the public name of the inviting person."""
        owner = f"The owner of {self.shop}"
        return self.by.name_or(owner) if self.by else owner

    @property
    def token(self) -> str:
        """Return the signed end of its link; only its mail tells it."""
        return signing.dumps(self.pk, salt=SALT)

    @property
    def url(self) -> str:
        """Return the path of the page for accepting it."""
        return reverse("marketplace:seller_staff_invitation", args=[self.token])

    def is_for(self, user: "User") -> bool:
        """Tell whether it was sent to the address of this account."""
        return user.email.lower() == self.email

    def write_mail(self) -> None:
        """Put it into the outbox."""
        context = {
            "invitation": self,
            "days": OPEN_FOR.days,
            "origin": settings.SITE_ORIGINS[0],
            "site": settings.SITE_NAME,
        }
        text = render_to_string("marketplace/mail/staff_invitation.txt", context).strip()
        subject = f"{isolate(self.shop.name)} asks you to work there"
        Mail.objects.put(key=f"invitation.{self.pk}", to=self.email, subject=subject, text=text)

    @transaction.atomic
    def accept(self, user: "User") -> None:
        """Make the person staff of the shop; raises `Refused` when it isn't theirs or isn't open any more."""
        # Of accepting and withdrawing at once, the second sees the result of the first.
        Invitation.objects.select_for_update(no_key=True, of=("self",)).get(pk=self.pk)
        mine = Invitation.objects.open().filter(pk=self.pk, email=user.email.lower(), shop__closed_at__isnull=True)
        if not mine.exists():
            raise Refused("This invitation is no longer open.")
        Invitation.objects.filter(pk=self.pk).update(accepted_at=ClockTimestamp(), accepted_by=user)
        self.shop.staff.add(user)
        account_changed.send_robust(sender=Invitation, user_id=user.pk)
