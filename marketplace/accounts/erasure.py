"""Erasure of personal data on request, except for records needed by others.

`marketplace.accounts.account_deletion` deletes accounts. This module deletes the data of guests, identified by an email
address only, and the texts of a closed shop. The apps above delete their data on the signals `account_deleted` and
`address_erased`.
"""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import transaction
from django.db.models import CharField, ProtectedError, Q, Value
from django.db.models.functions import Cast, Concat, Now
from django.urls import reverse

from marketplace.accounts.erasure_records import record_address_erasures
from marketplace.accounts.retention import blank_orders
from marketplace.clock import ClockTimestamp
from marketplace.errors import OrderClosed, Refused
from marketplace.locks import advisory_lock
from marketplace.models import Invitation, Item, Mail, Order, Product, SearchDocument, Shop, User
from marketplace.models.order_queries import OrderQuerySet
from marketplace.signals import address_erased

SALT = "marketplace.erasure"
LINK_LASTS = 24 * 3600  # s
NO_ADDRESS = "erased@left.invalid"
"""Placeholder for an erased address in rows where the address gives access. No account can have it."""


def make_erasure_path(email: str) -> str:
    """Return the path of the erasure page, for a mail to the address."""
    return reverse("marketplace:erase_confirm", args=[signing.dumps(email.lower(), salt=SALT)])


def read_erasure_token(token: str) -> str:
    """Return the address in a mailed link; raises `signing.BadSignature` for a forged link or one older than a day."""
    email: str = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
    return email


def has_account(email: str) -> bool:
    """Tell whether an account has this address."""
    known = EmailAddress.objects.filter(email__iexact=email, verified=True)
    return known.exists() or User.objects.filter(email=email.lower()).exists()


def lock_erasures() -> None:
    """Lock deletions and deactivations of accounts, and closures of shops, until the transaction ends.

    Each of them changes rows of other people: staff, invitations, mails, trades. Two of them for people with rows in
    common would lock these rows in opposite orders, and deadlock. Take this lock before any row lock.
    """
    advisory_lock("erasure")


@transaction.atomic
def erase_guest(email: str) -> None:
    """Delete a guest's data by email address; open orders keep theirs until the delivery.

    Raises `Refused` for the address of an account: its owner has to delete the account. Safe to run twice.
    """
    if has_account(email):
        raise Refused("An account has this address. Sign in and delete the account instead.", field="email")
    lock_erasures()
    # An order that gets this address at the same moment counts as placed afterwards.
    erase_addresses([email])
    record_address_erasures([email])


def erase_addresses(emails: Iterable[str]) -> None:
    """Delete the data of guests with these addresses; called within a transaction."""
    emails = sorted({email.lower() for email in emails})
    for email in emails:
        orders = Order.objects.filter(buyer=None, email__iexact=email)
        ids = list(orders.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
        orders = Order.objects.filter(pk__in=ids)
        cancel_checkouts(orders)
        orders.update(erase_asked_at=ClockTimestamp(), show_activity=False)
        erase_mails(Mail.objects.filter(to__iexact=email))
        Invitation.objects.filter(email__iexact=email).delete()
        address_erased.send_robust(sender=Order, email=email, order_ids=ids)
        blank_orders(orders)


def cancel_checkouts(orders: OrderQuerySet) -> None:
    """Cancel these pending orders and release their stock, except orders with an open payment."""
    for order in orders.filter(status="pending").order_by("pk"):
        if order.lock().is_being_paid:
            continue
        try:
            order.cancel()
        except OrderClosed:
            continue


def erase_mails(mails: Any) -> None:
    """Blank mails, except unsent mails about an open order."""
    waiting = Q(sent_at=None, order__status__in=[Order.Status.PENDING, *Order.TAKEN])
    ids = list(mails.to_read().exclude(waiting & ~Q(order__status=Order.Status.DELIVERED)).values_list("pk", flat=True))
    mails.model.objects.filter(pk__in=ids).blank()


def erase_log(things: Any) -> None:
    """Delete names and messages of these objects from the admin's log."""
    ids = [str(pk) for pk in things.values_list("pk", flat=True)]
    kind = ContentType.objects.get_for_model(things.model)
    LogEntry.objects.filter(content_type=kind, object_id__in=ids).update(object_repr="[deleted]", change_message="")


def erase_shop(shop: Shop) -> None:
    """Delete the texts of a closed shop; name and URL stay for the orders of its buyers.

    Titles on orders are copies and stay. Products that were never published or ordered are deleted.
    """
    for product in shop.products.order_by("pk").prefetch_related("images"):
        for image in product.images.all():
            image.remove()
    erase_log(Shop.objects.filter(pk=shop.pk))
    erase_log(shop.products.all())
    for draft in shop.products.filter(was_public=False).order_by("pk"):
        _delete_unless_needed(draft)
    slug = Concat(Value("deleted-"), Cast("pk", CharField()))
    blank = {"brand": "", "colour": "", "description": "", "title": "Deleted listing", "slug": slug}
    Product.objects.filter(shop=shop).update(**blank, updated_at=Now())
    items = Item.objects.filter(product__shop=shop)
    items.update(sku="")
    items.exclude(label="").update(label=Cast("pk", CharField()))
    Shop.objects.filter(pk=shop.pk).update(blurb="")
    SearchDocument.objects.filter(product__shop=shop).delete()


def _delete_unless_needed(product: Any) -> None:
    try:
        with transaction.atomic():
            product.delete()
    except ProtectedError:
        return


def erase_order(order: Order) -> None:
    """Delete all data of the guest of an order; raises `Refused` for the order of a member."""
    if order.buyer_id:
        raise Refused("The buyer has an account. Delete the account instead.")
    if not order.email:
        raise Refused("All data of this guest is already deleted.")
    erase_guest(order.email)
