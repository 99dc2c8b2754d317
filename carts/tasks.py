"""Scheduled work of the carts."""

from celery import shared_task

from carts.desk.abandonment import note_abandoned as note
from carts.models import Cart, CartReminder


@shared_task(name="carts.repair")
def repair() -> None:
    """Close carts whose order was paid although the reaction to it failed."""
    Cart.objects.close_paid()


@shared_task(name="carts.note_abandoned")
def note_abandoned() -> None:
    """Write down which carts were abandoned, and have open desks show what time has changed."""
    note()


@shared_task(name="carts.remind")
def remind() -> None:
    """Write the reminders that are due."""
    CartReminder.objects.write_due()


@shared_task(name="carts.forget_addresses")
def forget_addresses() -> None:
    """Forget where guests wanted to be reminded once they will not be any more."""
    CartReminder.objects.forget_addresses()


@shared_task(name="carts.purge")
def purge() -> None:
    """Delete carts past their time, with their history."""
    Cart.objects.purge()
