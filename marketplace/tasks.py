"""Scheduled work: each task is one call, safe to run twice, late, or by two workers at once."""

from celery import shared_task

from marketplace import receivers
from marketplace.accounts import retention
from marketplace.catalogue import product_list, shelves
from marketplace.database.batches import single_process_lock
from marketplace.models import Mail, Order, Refund, Shipment, Visit, Word
from marketplace.orders import order_mails, settlement
from marketplace.pictures import maintenance


@shared_task(name="marketplace.lapse_orders")
def lapse_orders() -> None:
    """Expire unpaid orders past their deadline."""
    Order.objects.expire_due()


@shared_task(name="marketplace.finish_payments")
def finish_payments() -> None:
    """Settle payments left open by a crash, and send owed refunds."""
    with single_process_lock("finish payments") as is_alone:
        if is_alone:
            settlement.finish_open_payments()
            Refund.objects.send_owed()


@shared_task(name="marketplace.deliver_shipments")
def deliver_shipments() -> None:
    """Mark old shipments as delivered."""
    Shipment.objects.deliver_due()


@shared_task(name="marketplace.send_mail")
def send_mail() -> None:
    """Send the mails of the outbox."""
    with single_process_lock("send mail") as is_alone:
        if is_alone:
            Mail.objects.send_due()


@shared_task(name="marketplace.repair_mail")
def repair_mail() -> None:
    """Write mails that are missing after a failure."""
    order_mails.write_missing_mails()


@shared_task(name="marketplace.purge_mail")
def purge_mail() -> None:
    """Blank old mails."""
    Mail.objects.purge()


@shared_task(name="marketplace.forget_people")
def forget_people() -> None:
    """Blank addresses on orders of deleted accounts, and old networks of checkouts."""
    retention.blank_orders()
    retention.blank_networks()


@shared_task(name="marketplace.forget_unpaid")
def forget_unpaid() -> None:
    """Delete orders that were never paid."""
    retention.delete_unpaid_orders()


@shared_task(name="marketplace.forget_unproved")
def forget_unproved() -> None:
    """Delete accounts without a verified address."""
    retention.delete_unproved_accounts()


@shared_task(name="marketplace.forget_visits")
def forget_visits() -> None:
    """Delete old visits."""
    Visit.objects.purge()


@shared_task(name="marketplace.open_drops")
def open_drops() -> None:
    """Push drops that have just opened."""
    shelves.signal_releases()


@shared_task(name="marketplace.rank_products")
def rank_products() -> None:
    """Rank products by their sales of the week."""
    shelves.rank_bestsellers()
    receivers.push_shelves()


@shared_task(name="marketplace.count_choices")
def count_choices() -> None:
    """Count the filter choices of the categories."""
    product_list.count_category_choices()


@shared_task(name="marketplace.list_words")
def list_words() -> None:
    """Rebuild the vocabulary for the correction of typos."""
    Word.objects.rebuild()


@shared_task(name="marketplace.size_pictures")
def size_pictures() -> None:
    """Create the smaller sizes of older pictures."""
    maintenance.size_pictures()


@shared_task(name="marketplace.delete_orphans")
def delete_orphans() -> None:
    """Delete orphaned picture files."""
    maintenance.delete_orphan_files()
