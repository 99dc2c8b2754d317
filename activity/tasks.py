"""Scheduled work: each task is one call, safe to run twice, late, or by two workers at once."""

from celery import shared_task

from activity.models import PurchaseActivity, ToastCount


@shared_task(name="activity.purge")
def purge() -> None:
    """Delete activities past their time."""
    PurchaseActivity.objects.purge()


@shared_task(name="activity.repair")
def repair() -> None:
    """Record purchases whose reaction failed."""
    PurchaseActivity.objects.repair()


@shared_task(name="activity.count_toasts")
def count_toasts() -> None:
    """Write down how often toasts were shown and clicked."""
    ToastCount.objects.write()
