"""Closing of shops and deactivation of accounts: all sales end at once.

Products are unlisted, checkouts cancelled, paid and unshipped lines refunded, open trades ended. Each of these steps
updates open pages itself.
"""

from contextlib import suppress

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from marketplace.accounts.erasure import cancel_checkouts, lock_erasures
from marketplace.clock import ClockTimestamp
from marketplace.errors import Refused
from marketplace.models import Hold, Item, Order, OrderLine, Product, Shop, User
from marketplace.models.order_lines import OrderLineQuerySet
from marketplace.models.order_queries import OrderQuerySet
from marketplace.models.users import LAST_ADMIN
from marketplace.signals import account_changed, account_deactivated, product_changed, selling_ended

CLOSED = "The shop has closed."
LOCK_TRIES = 10


def lines_to_ship(shop: Shop) -> OrderLineQuerySet:
    """Return paid lines of a shop that are not shipped yet."""
    return OrderLine.objects.taken().filter(shop=shop).exclude(order__shipments__shop=shop)


def lock_shop_items(shop: Shop) -> list[int]:
    """Lock a shop and its items, so that new orders wait; returns the ids of the items.

    A deal without a product of the catalogue has no item; it waits for the lock of the shop.
    """
    list(Shop.objects.select_for_update(no_key=True).filter(pk=shop.pk).values_list("pk"))
    return list(Item.objects.lock(Item.objects.filter(product__shop=shop).values_list("pk", flat=True)))


def close_locked_shop(shop: Shop) -> None:
    """Unlist all products of a shop, remove its staff and mark it as closed. Its items must be locked."""
    products = list(shop.products.exclude(status=Product.Status.DRAFT).order_by("pk").values_list("pk", flat=True))
    Product.objects.filter(pk__in=products).update(status=Product.Status.DRAFT, updated_at=Now())
    staff = list(shop.staff.values_list("pk", flat=True))
    shop.staff.clear()
    shop.invitations.withdraw()
    Shop.objects.filter(pk=shop.pk).update(closed_at=ClockTimestamp())
    product_changed.send_robust(sender=Shop, product_ids=products)
    selling_ended.send_robust(sender=Shop, shop_id=shop.pk, user_id=shop.owner_id, reason=CLOSED)
    for member in [*staff, shop.owner_id]:
        account_changed.send_robust(sender=Shop, user_id=member)


@transaction.atomic
def reopen_shop(shop: Shop) -> None:
    """Reopen a closed shop. Its products stay drafts, to be published one by one."""
    # A simultaneous closing and reopening run one after the other.
    owner = Shop.objects.select_for_update(no_key=True).select_related("owner").get(pk=shop.pk).owner
    if not owner.is_active:
        raise Refused("The owner’s account is deactivated or deleted.")
    if not Shop.objects.filter(pk=shop.pk, closed_at__isnull=False).update(closed_at=None):
        raise Refused("This shop is already open.")
    account_changed.send_robust(sender=Shop, user_id=owner.pk)


@transaction.atomic
def deactivate_account(user: User, *, by: User | None) -> None:
    """Deactivate an account: sign it out everywhere, end its checkouts and trades, close its shop.

    Paid and unshipped lines of the shop are refunded, since nobody is left to ship them. Raises `Refused` for the
    last admin, and for an inactive account.
    """
    lock_erasures()
    user = User.objects.get(pk=user.pk)
    if not user.is_active:
        raise Refused("This account is already deactivated.")
    if user.is_superuser and user.is_last_admin():
        raise Refused(LAST_ADMIN, field="is_active")
    shop = Shop.objects.owned_by(user).first()
    orders, items = _lock_orders_and_goods(user, shop)
    if shop:
        end_sales(shop, orders, items, by=by)
    cancel_checkouts(orders.filter(buyer=user))
    User.objects.filter(pk=user.pk).update(is_active=False)
    account_deactivated.send_robust(sender=User, user_id=user.pk)
    user.sign_out_everywhere()


class _OrderArrived(Exception):  # noqa: N818 - named after the event
    """An order was placed between the locks on the orders and on the items."""


def _lock_orders_and_goods(user: User, shop: Shop | None) -> tuple[OrderQuerySet, list[int]]:
    """Lock the orders and items affected by the deactivation of an account.

    Lock order, as everywhere: orders, items, products. Each kind is locked in one statement: locking the items order by
    order would deadlock with checkouts and refunds of several items.
    """
    for _ in range(LOCK_TRIES):
        # An order placed meanwhile is not locked. Locking it now could deadlock: its shopper may be replacing it and
        # wait for the items. So all locks are released with the savepoint, and the next round starts anew.
        with suppress(_OrderArrived), transaction.atomic():
            due = Order.objects.filter(_is_due(user, shop))
            ids = list(due.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
            items = lock_shop_items(shop) if shop else []
            if due.exclude(pk__in=ids).exists():
                raise _OrderArrived
            return Order.objects.filter(pk__in=ids), items
    raise Refused("New orders keep coming in. Try again.")


def _is_due(user: User, shop: Shop | None) -> Q:
    begun = Order.objects.filter(status=Order.Status.PENDING)
    due = Q(pk__in=begun.filter(buyer=user).values("pk"))
    if shop:
        due |= Q(pk__in=begun.filter(lines__shop=shop).values("pk"))
        due |= Q(pk__in=lines_to_ship(shop).order_by().values("order"))
    return due


def end_sales(shop: Shop, orders: OrderQuerySet, items: list[int], *, by: User | None) -> None:
    """Cancel the checkouts of a shop and refund its unshipped lines; called within a transaction.

    An open payment is refunded when it is captured. The shop's `orders` and `items` must be locked.
    """
    cancel_checkouts(orders.filter(lines__shop=shop).distinct())
    unsent = lines_to_ship(shop)
    for order in orders.filter(pk__in=unsent.order_by().values("order")).order_by("pk"):
        # This transaction records the refund; a sweep sends the money.
        order.refund(unsent.filter(order=order), by=by, reason=CLOSED)
    # A payment captured from now on finds neither a hold nor a product on sale, and is refunded.
    Hold.objects.filter(item__in=items).delete()
    close_locked_shop(shop)


def find_deactivation_warnings(user: User) -> list[str]:
    """Return warnings about further effects of a deactivation; empty for accounts without a shop."""
    shop = Shop.objects.owned_by(user).first()
    if shop is None:
        return []
    parcels = lines_to_ship(shop).order_by().values("order").distinct().count()
    warning = f"This would close {shop} and refund {parcels} unshipped orders."
    return [f"{warning} To do so, choose “Deactivate, and close the shop” in the list of accounts."]
