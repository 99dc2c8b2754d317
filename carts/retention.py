"""Deletes old carts: closed carts with their history, and carts of guests with an expired cookie."""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now

from carts.models import Cart
from marketplace.database.batches import delete_in_batches

PURGE_BATCH = 500
PURGE_SECONDS = 20.0
"""Time limit of each half of a purge; a task may take a minute."""


def purge_carts(batch: int = PURGE_BATCH, seconds: float = PURGE_SECONDS) -> int:
    """Delete old carts with their lines, history and reminders; returns the number of carts.

    Closed carts go after `CART_DAYS`: orders keep what was bought. A guest's open cart goes when it was not changed
    for as long as the visitor cookie lasts. The transactions are short, so that no shopper waits; rows that are left
    at the time limit are deleted by the next run.
    """
    closed = Cart.objects.exclude(status=Cart.Status.OPEN)
    closed = closed.filter(updated_at__lt=Now() - timedelta(days=settings.CART_DAYS))
    days = max(settings.VISITOR_COOKIE_DAYS, settings.CART_DAYS)
    lost = Cart.objects.filter(status=Cart.Status.OPEN, member=None, updated_at__lt=Now() - timedelta(days=days))
    return sum(delete_in_batches(partial(_delete, each, batch), batch, seconds=seconds) for each in (closed, lost))


@transaction.atomic
def _delete(due: "models.QuerySet[Cart]", batch: int) -> int:
    locked = due.order_by("updated_at").select_for_update(skip_locked=True)
    # Not a subquery: Postgres may run a subquery with lock and limit once per row, and delete more than a batch.
    ids = list(locked.values_list("pk", flat=True)[:batch])
    Cart.objects.filter(pk__in=ids).delete()
    return len(ids)
