"""Celery tasks of purchase activity. Each may run twice, late, or in two workers at once."""

from celery import shared_task

from activity.models import PurchaseActivity, ToastCount
from activity.retention import purge_activities


@shared_task(name="activity.purge")
def purge() -> None:
    """Delete expired activities."""
    purge_activities()


@shared_task(name="activity.repair")
def repair() -> None:
    """Record and push purchases that have no activity, because their receiver failed."""
    PurchaseActivity.objects.repair()


@shared_task(name="activity.count_toasts")
def count_toasts() -> None:
    """Save the counts of shown and clicked toasts."""
    ToastCount.objects.save_tally()
