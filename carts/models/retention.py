"""How long carts are kept: closed ones with their history, and those of guests whom no browser knows any more."""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now

from carts.models.stages import Stages
from marketplace.database.batches import in_batches

PURGE_BATCH = 500
PURGE_SECONDS = 20.0
"""For so long each half of one purge goes on; a task may take a minute."""


class Forgetting(Stages):
    """Carts past their time."""

    def purge(self, batch: int = PURGE_BATCH, seconds: float = PURGE_SECONDS) -> int:
        """Delete carts past their time, with lines, history and reminders; returns how many carts.

        Closed ones go after `CART_DAYS`: orders keep what was bought. A guest's open cart goes when nobody touched it
        for as long as a guest is known at all. In short transactions that hold up nobody; what is left by the end is
        for the next time.
        """
        open_, silent = self.model.Status.OPEN, self.filter(status=self.model.Status.OPEN, member=None)
        closed = self.exclude(status=open_).filter(updated_at__lt=Now() - timedelta(days=settings.CART_DAYS))
        known = max(settings.VISITOR_COOKIE_DAYS, settings.CART_DAYS)
        lost = silent.filter(updated_at__lt=Now() - timedelta(days=known))
        return sum(in_batches(partial(_delete, each, batch), batch, seconds=seconds) for each in (closed, lost))


@transaction.atomic
def _delete(due: "models.QuerySet[models.Model]", batch: int) -> int:
    locked = due.order_by("updated_at").select_for_update(skip_locked=True)
    # Not a subquery: Postgres may run one that locks and limits once for each row, and delete more than a batch.
    ids = list(locked.values_list("pk", flat=True)[:batch])
    due.model._default_manager.filter(pk__in=ids).delete()
    return len(ids)
