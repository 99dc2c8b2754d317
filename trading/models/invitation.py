"""Invitations to a trade: codes that let one buyer join, stored as digests."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from marketplace.locks import advisory_lock
from trading.invitation_codes import code_digest
from trading.models.block import Block
from trading.models.trade import Trade

if TYPE_CHECKING:
    from marketplace.models import User


class TradeInvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, looked up by code."""

    def open(self) -> "TradeInvitationQuerySet":
        """Return invitations that are neither redeemed nor revoked."""
        return self.filter(redeemed_at__isnull=True, revoked_at__isnull=True)

    def with_code(self, code: str) -> "TradeInvitationQuerySet":
        """Return the invitation with this code, or an empty queryset."""
        return self.filter(digest=code_digest(code)).select_related("trade")

    def find_trade(self, code: str, user: "User") -> Trade | None:
        """Return the trade that this user may join by the code, or has joined; None otherwise."""
        invitation = self.with_code(code).filter(Q(redeemed_by=user) | Q(revoked_at__isnull=True)).first()
        if invitation is None:
            return None
        trade = invitation.trade
        if trade.role_of(user):
            return trade
        is_open = invitation.redeemed_at is None and trade.is_in_time()
        may_meet = trade.is_for(user) and not Block.objects.between(user, trade.seller).exists()
        return trade if is_open and may_meet else None

    @transaction.atomic
    def redeem(self, code: str, *, by: "User") -> Trade | None:
        """Let a user join the trade of the code, once, and return it; None for a wrong code.

        A participant gets the trade again, so a form sent twice does no harm.
        """
        # Blocking takes the same lock, so one waits for the other.
        advisory_lock(f"u-{by.pk}")
        trade = self.find_trade(code, by)
        if trade is None or trade.role_of(by):
            return trade
        # Two people may use one code at once, or the seller may revoke it meanwhile: the second waits here.
        trade = trade.lock()
        mine = self.open().filter(digest=code_digest(code), trade=trade)
        if not trade.can_be_joined() or not mine.update(redeemed_at=trade.moment, redeemed_by=by):
            return trade if trade.role_of(by) else None
        trade.join(by)
        return trade


class Invitation(models.Model):
    """One code for one trade; a new code revokes it."""

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
