"""Deletion of accounts: personal data is deleted at once, records needed by others are anonymized."""

import secrets

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from marketplace.accounts.erasure import (
    cancel_checkouts,
    erase_addresses,
    erase_log,
    erase_mails,
    erase_shop,
    lock_erasures,
)
from marketplace.accounts.erasure_records import record_account_erasure, record_address_erasures
from marketplace.accounts.retention import blank_orders
from marketplace.accounts.suspension import close_locked_shop, lines_to_ship, lock_shop_items
from marketplace.clock import ClockTimestamp
from marketplace.errors import Refused
from marketplace.models import Invitation, Item, Mail, Order, OrderLine, Payment, ProductView, Refund, Shop, User
from marketplace.models.order_lines import OrderLineQuerySet
from marketplace.models.users import LAST_ADMIN
from marketplace.signals import account_changed, account_deleted


def find_deletion_obstacles(user: User) -> list[str]:
    """Return the reasons against deleting an account, a sentence each; empty if it can be deleted."""
    with transaction.atomic():
        alone = [LAST_ADMIN] if user.is_superuser and user.is_last_admin() else []
    shop = Shop.objects.owned_by(user).first()
    return [*alone, *(_find_shop_obstacles(shop) if shop else [])]


def _find_shop_obstacles(shop: Shop) -> list[str]:
    parcels = lines_to_ship(shop).order_by().values("order").distinct().count()
    found = []
    if parcels:
        orders = "1 order waits" if parcels == 1 else f"{parcels} orders wait"
        found.append(f"{orders} for a parcel from {shop}. Ship or refund {'it' if parcels == 1 else 'them'} first.")
    if _find_lines_being_bought(shop).exists():
        found.append(f"A buyer is at the checkout with items from {shop}. Try again in 15 minutes.")
    return found


def _find_lines_being_bought(shop: Shop) -> OrderLineQuerySet:
    held = Q(order__status=Order.Status.PENDING, order__expires_at__gt=ClockTimestamp())
    return OrderLine.objects.filter(held | Q(order__payments__status__in=Payment.OPEN), shop=shop)


@transaction.atomic
def delete_account(user: User, *, again: bool = False) -> None:
    """Delete an account: its personal data is removed and nobody can sign in to it. Safe to call twice.

    The row stays, anonymized, for records of others: amounts and lines of orders, counts of sales and views.
    Raises `Refused` with the reasons of `find_deletion_obstacles`. `again` repeats a deletion in a
    restored backup: the reasons do not count, and the deletion is not recorded a second time.
    """
    # Of two simultaneous deletions of one account, the second finds nothing left to do.
    lock_erasures()
    user = User.objects.get(pk=user.pk)
    if user.left_at:
        return
    # Lock order, as everywhere: orders, items, products, and the user's row last. A payment keeps its order locked
    # while it waits for the buyer's row, and a deal keeps its trade locked.
    addresses = _proved_addresses(user)
    # Locked in one statement, by primary key: the deactivation of a seller locks the orders of that shop the same way.
    due = Order.objects.filter(Q(buyer=user) | Q(buyer=None, email__in=addresses))
    list(due.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    cancel_checkouts(user.orders.all())
    shop = Shop.objects.owned_by(user).first()
    # This shop can never be reopened.
    Item.objects.filter(pk__in=_close_shop(user, shop, despite_obstacles=again)).update(on_hand=0)
    user.change_profile(show_purchase_activity=False)
    _anonymize_facts(user)
    account_deleted.send_robust(sender=User, user_id=user.pk)
    if shop:
        erase_shop(shop)
    _erase_account(user)
    # Purchases as a guest, with a verified address of the account.
    erase_addresses(addresses)
    account_changed.send_robust(sender=User, user_id=user.pk)
    blank_orders(user.orders.all())
    if not again:
        record_account_erasure(user)
        record_address_erasures(addresses)


def _proved_addresses(user: User) -> list[str]:
    proved = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return sorted({address.lower() for address in proved})


def _close_shop(user: User, shop: Shop | None, *, despite_obstacles: bool = False) -> list[int]:
    """Close the account's shop, if there is one; returns the ids of its locked items."""
    items = lock_shop_items(shop) if shop else []
    if (reasons := find_deletion_obstacles(user)) and not despite_obstacles:
        raise Refused(" ".join(reasons))
    if shop:
        close_locked_shop(shop)
    return items


@transaction.atomic
def close_shop(shop: Shop) -> None:
    """Close a shop and keep its owner's account; raises `Refused` with the reasons against it."""
    lock_erasures()
    if Shop.objects.filter(pk=shop.pk, closed_at__isnull=False).exists():
        raise Refused("This shop is already closed.")
    _close_shop(shop.owner, shop)


def _anonymize_facts(user: User) -> None:
    """Remove the account from its sales and views. They still count."""
    user.sales.update(seller=None)
    user.views_of_theirs.update(seller=None)
    # All views get the same random name: with several, one viewer would count as many.
    ProductView.objects.filter(viewer=f"u-{user.pk}").update(viewer=f"x-{secrets.token_hex(16)}")


def _erase_account(user: User) -> None:
    addresses = {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    Mail.objects.filter(order__isnull=True, to__in=addresses).delete()
    erase_mails(Mail.objects.filter(order__in=user.orders.all()))
    sent = Invitation.objects.filter(by=user).values_list("pk", flat=True)
    Mail.objects.filter(key__in=[f"invitation.{pk}" for pk in sent]).blank()
    Refund.objects.filter(by=user).update(reason="")
    erase_log(User.objects.filter(pk=user.pk))
    Invitation.objects.filter(email__in={address.lower() for address in addresses}).delete()
    Invitation.objects.filter(email__in=addresses).delete()
    EmailAddress.objects.filter(user=user).delete()
    user.works_in.clear()
    user.groups.clear()
    user.user_permissions.clear()
    user.email = f"{secrets.token_hex(16)}@left.invalid"
    user.display_name = user.city = user.region = user.country = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    type(user).objects.filter(pk=user.pk).update(left_at=ClockTimestamp())
