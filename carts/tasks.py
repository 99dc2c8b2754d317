"""Scheduled work of the carts."""

from celery import shared_task

from carts.models import Cart


@shared_task(name="carts.repair")
def repair() -> None:
    """Close carts whose order was paid although the reaction to it failed."""
    Cart.objects.close_paid()
