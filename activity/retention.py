"""Deletion of purchase activities past their time, after two days."""

from functools import partial

from django.db import transaction
from django.db.models.functions import Now

from activity.models import PurchaseActivity, window
from marketplace.database.batches import SHARE, delete_in_batches

PURGE_BATCH = 1000
PURGE_SECONDS = 40
"""The time limit of one purge; a task may take a minute."""


def purge_activities(batch: int = PURGE_BATCH, seconds: float = PURGE_SECONDS, share: float = SHARE) -> int:
    """Delete expired activities in short transactions that block nobody; returns the number of rows.

    It works for `share` of its time and stops after `seconds`; the next run deletes the rest.
    """
    return delete_in_batches(partial(_purge_batch, batch), batch, seconds=seconds, share=share)


@transaction.atomic
def _purge_batch(batch: int) -> int:
    expired = PurchaseActivity.objects.filter(created_at__lte=Now() - window()).order_by("created_at")
    # Not a subquery: Postgres may run one with a lock and a limit once for each row, and delete more than a batch.
    ids = list(expired.select_for_update(skip_locked=True).values_list("pk", flat=True)[:batch])
    return PurchaseActivity.objects.filter(pk__in=ids).delete()[0]
