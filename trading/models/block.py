"""Blocks: between these two nothing new begins, from the moment one of them says so."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from marketplace.errors import Refused
from marketplace.locks import advisory_lock
from trading import topics

if TYPE_CHECKING:
    from marketplace.models import User


class BlockQuerySet(models.QuerySet["Block"]):
    """Who wants nothing to do with whom."""

    def between(self, one: "User", other: "User") -> "BlockQuerySet":
        """Return the blocks between two people, whoever of them began."""
        return self.filter(Q(by=one, other=other) | Q(by=other, other=one))

    @transaction.atomic
    def put_up(self, by: "User", other: "User") -> None:
        """Block somebody: rooms of the two that are open end, as the one who blocks may end them; once is enough."""
        from trading.models.trade import Trade

        # An offer or an invitation between the two that is on its way is done before, and ends here, or sees the block.
        for user_id in sorted((by.pk, other.pk)):
            advisory_lock(f"u-{user_id}")
        self.bulk_create([self.model(by=by, other=other)], ignore_conflicts=True)
        for trade in Trade.objects.open().between(by, other).order_by("pk"):
            trade.leave(by=by)
        topics.own_blocks.push(by.pk)

    def lift(self, by: "User", other: "User") -> None:
        """Take a person's own block back."""
        self.filter(by=by, other=other).delete()
        topics.own_blocks.push(by.pk)


class Block(models.Model):
    """One person's wish to have nothing to do with another in negotiations."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocked_by")
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "other"], name="block_once_per_pair"),
            models.CheckConstraint(condition=~Q(by=F("other")), name="nobody_blocks_themselves"),
        ]

    def __str__(self) -> str:
        return f"block {self.pk}"


def require_unblocked(one: "User", other: "User") -> None:
    """Raise `Refused` where one of the two blocks the other; which of them, nobody is told."""
    if Block.objects.between(one, other).exists():
        raise Refused("The two of you can’t trade with each other.", code="blocked")
