"""Scheduled work: each task is one call, safe to run twice, late, or by two workers at once."""

from celery import shared_task

from marketplace.models import Order, Payment, Refund, Shipment


@shared_task(name="marketplace.lapse_orders")
def lapse_orders() -> None:
    """Expire unpaid orders whose time is up."""
    Order.objects.expire_due()


@shared_task(name="marketplace.finish_payments")
def finish_payments() -> None:
    """Settle payments a crash left open, and send refunds that are owed."""
    Payment.objects.finish_open()
    Refund.objects.send_owed()


@shared_task(name="marketplace.deliver_shipments")
def deliver_shipments() -> None:
    """Take for delivered what was shipped long ago."""
    Shipment.objects.deliver_due()
