"""Blocks: a person refuses any new trade with another."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from marketplace.errors import Refused

if TYPE_CHECKING:
    from marketplace.models import User


class BlockQuerySet(models.QuerySet["Block"]):
    """Blocks by pair of people."""

    def between(self, one: "User", other: "User") -> "BlockQuerySet":
        """Return the blocks between two people, in both directions."""
        return self.filter(Q(by=one, other=other) | Q(by=other, other=one))


class Block(models.Model):
    """One person blocks another; `moderation.block_person` also ends their open trades."""

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
    """Raise `Refused` if one of the two blocks the other. The message does not reveal the blocking person."""
    if Block.objects.between(one, other).exists():
        raise Refused("The two of you can’t trade with each other.", code="blocked")
