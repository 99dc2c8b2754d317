"""Celery tasks of carts."""

from celery import shared_task

from carts.abandonment import record_abandoned_carts
from carts.models import CartReminder
from carts.paid_orders import close_carts_of_paid_orders
from carts.retention import purge_carts


@shared_task(name="carts.repair")
def close_paid() -> None:
    """Close carts left open by a failed receiver after the payment of their order."""
    close_carts_of_paid_orders()


@shared_task(name="carts.note_abandoned")
def record_abandoned() -> None:
    """Record abandoned carts, and push the changes that only time causes to staff."""
    record_abandoned_carts()


@shared_task(name="carts.remind")
def mail_reminders() -> None:
    """Write the due reminders to the outbox."""
    CartReminder.objects.mail_due()


@shared_task(name="carts.forget_addresses")
def delete_addresses() -> None:
    """Delete guests' addresses that get no more reminders."""
    CartReminder.objects.delete_old_addresses()


@shared_task(name="carts.purge")
def purge() -> None:
    """Delete old carts with their history."""
    purge_carts()
