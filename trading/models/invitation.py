"""Invitations into a room: a code that opens it once, of which only a digest is kept."""

import re
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from marketplace.locks import advisory_lock
from marketplace.models.orders import NUMBER_ALPHABET
from trading.models.block import Block

if TYPE_CHECKING:
    from marketplace.models import User
    from trading.models.trade import Trade

LETTERS, GROUP = 28, 4
"""So many letters of 5 bits each: 140 bits."""
MISREAD = str.maketrans("OIL", "011")


def new_code() -> str:
    """Return a code that nobody guesses, in groups that can be read out."""
    letters = "".join(secrets.choice(NUMBER_ALPHABET) for _ in range(LETTERS))
    return "-".join(letters[at : at + GROUP] for at in range(0, LETTERS, GROUP))


def code_digest(code: str) -> str:
    """Return what is kept of a code, however it was typed: in which case, with which dashes, O for 0."""
    return sha256(re.sub(r"[^0-9A-Z]", "", code.upper()).translate(MISREAD).encode()).hexdigest()


class TradeInvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, found by their code only."""

    def open(self) -> "TradeInvitationQuerySet":
        """Return those that nobody used or revoked."""
        return self.filter(redeemed_at__isnull=True, revoked_at__isnull=True)

    def coded(self, code: str) -> "TradeInvitationQuerySet":
        """Return the invitation with this code; none for a wrong one."""
        return self.filter(digest=code_digest(code)).select_related("trade")

    def opening(self, code: str, user: "User") -> "Trade | None":
        """Return the trade this code lets a person into, or has let in already; None for whoever it is not for."""
        invitation = self.coded(code).filter(Q(redeemed_by=user) | Q(revoked_at__isnull=True)).first()
        if invitation is None:
            return None
        trade = invitation.trade
        if trade.role_of(user):
            return trade
        is_open = invitation.redeemed_at is None and trade.is_in_time()
        may_meet = trade.is_for(user) and not Block.objects.between(user, trade.seller).exists()
        return trade if is_open and may_meet else None

    @transaction.atomic
    def redeem(self, code: str, *, by: "User") -> "Trade | None":
        """Let a person into the room that the code opens, once; None where it opens none for them.

        Whoever sits in the room already is shown in again, so that a form sent twice does no harm.
        """
        # Whoever blocks this person at the same moment is waited for, or waits.
        advisory_lock(f"u-{by.pk}")
        trade = self.opening(code, by)
        if trade is None or trade.role_of(by):
            return trade
        # Of two people with one code, and of one who comes in while it is revoked, the second waits here.
        trade = trade.lock()
        mine = self.open().filter(digest=code_digest(code), trade=trade)
        if not trade.can_be_joined() or not mine.update(redeemed_at=trade.moment, redeemed_by=by):
            return trade if trade.role_of(by) else None
        trade.join(by)
        return trade


class Invitation(models.Model):
    """One code for one trade; a new one revokes it."""

    trade = models.ForeignKey("trading.Trade", on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    redeemed_at = models.DateTimeField(null=True, blank=True)
    redeemed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TradeInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["trade"],
                condition=Q(redeemed_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_a_trade",
            )
        ]

    def __str__(self) -> str:
        return f"invitation to {self.trade}"
