"""Moderation by participants: blocking and unblocking the other side. `models.report` has the reports to staff."""

from django.db import transaction

from marketplace.locks import advisory_lock
from marketplace.models import User
from trading import topics
from trading.models import Block, Trade


@transaction.atomic
def block_person(by: User, other: User) -> None:
    """Block a person, and end the open trades of the two. A second block of the same person changes nothing."""
    # Offers and invitations between the two take these locks: they come before and end here, or see the block.
    for user_id in sorted((by.pk, other.pk)):
        advisory_lock(f"u-{user_id}")
    Block.objects.bulk_create([Block(by=by, other=other)], ignore_conflicts=True)
    for trade in Trade.objects.open().between(by, other).order_by("pk"):
        trade.leave(by=by)
    topics.own_blocks.push(by.pk)


def unblock_person(by: User, other: User) -> None:
    """Remove a block that the person has set."""
    Block.objects.filter(by=by, other=other).delete()
    topics.own_blocks.push(by.pk)
