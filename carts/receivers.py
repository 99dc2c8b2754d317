"""What carts do when stock changes, when an order is paid, and when somebody signs in or out."""

import logging
from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models import Q
from django.dispatch import receiver

from carts import topics
from carts.desk.broadcasts import shops_of, tell_desks, tell_stock
from carts.models import Cart, CartLine, MailOptOut
from carts.rules import Change
from marketplace.accounts.visitors import Shopper
from marketplace.models import Item, Order, User
from marketplace.signals import (
    address_erased,
    order_lapsed,
    order_paid,
    payment_refused,
    payment_retried,
    person_left,
    product_changed,
    reacts_to,
    stock_changed,
)
from marketplace.text.bidi import isolate
from marketplace.web.requests import ShopRequest

logger = logging.getLogger(__name__)


@reacts_to(stock_changed)
def tell_lines(items: Iterable[Item], **told: Any) -> None:
    """Let open cart pages compare their lines with how these items stand now."""
    items = list(items)
    topics.line.push_many(item.pk for item in items)
    # Only of items that were loaded whole: this is news, which is passed on without a query.
    if shops := {item.shop_id for item in items if "shop_id" in vars(item)}:
        tell_stock(shops)


@reacts_to(product_changed)
def tell_lines_of(product_ids: list[int]) -> None:
    """Let open cart pages compare their lines with a product's new price, status or release."""
    tell_lines(Item.objects.filter(product__in=product_ids).only("pk"))


@reacts_to(order_lapsed)
@reacts_to(payment_refused)
@reacts_to(payment_retried)
def tell_desks_of(order: Order) -> None:
    """Let desks show that the shopper is at the checkout again, or is no longer."""
    for cart in Cart.objects.filter(order=order, status=Cart.Status.OPEN):
        tell_desks(cart.name, shops_of(cart.pk))


@reacts_to(product_changed)
def tell_desks_of_products(product_ids: list[int]) -> None:
    """Let desks show live carts by a product's new title and price."""
    lines = CartLine.objects.filter(item__product__in=product_ids, cart__in=Cart.objects.live())
    for cart in Cart.objects.filter(pk__in=lines.values("cart")):
        tell_desks(cart.name, shops_of(cart.pk))


@reacts_to(order_paid)
def close_cart(order: Order) -> None:
    """Close the cart that led to a paid order."""
    Cart.objects.close_for(order)


@reacts_to(person_left)
def drop_carts(user_id: int) -> None:
    """Delete the carts of a person who left, with their history."""
    carts = Cart.objects.filter(Q(holder=f"u-{user_id}") | Q(member=user_id))
    for cart in carts.filter(status=Cart.Status.OPEN):
        tell_desks(cart.name, shops_of(cart.pk))
    carts.delete()
    forget_address(User.objects.get(pk=user_id).email)


@reacts_to(address_erased)
def drop_address(email: str, order_ids: list[int]) -> None:
    """Remind nobody any more at the address of a guest who wants to be forgotten."""
    forget_address(email)


def forget_address(email: str) -> None:
    """Delete an address from carts, and the wish for no reminders: there is nothing left to remind of."""
    asked = Cart.objects.exclude(reminder_email="")
    asked.filter(reminder_email__iexact=email).update(reminder_email="")
    MailOptOut.objects.filter(email=email.lower()).delete()


@receiver(email_changed, dispatch_uid="carts.take_wish_along")
def take_wish_along(from_email_address: EmailAddress | None, to_email_address: EmailAddress, **told: Any) -> None:
    """Send no reminders to the new address of a member who wanted none at the old one."""
    if from_email_address:
        MailOptOut.objects.follow(from_email_address.email, to_email_address.email)


@receiver(user_logged_in, dispatch_uid="carts.bring_along")
def bring_along(request: ShopRequest, user: User, **told: Any) -> None:
    """Merge what the guest had in the cart into the member's, and say what changed."""
    if not hasattr(request, "visitor"):
        return
    guest, member = Shopper(None, request.visitor.digest), Shopper(user, request.visitor.digest)
    try:
        changes, version = Cart.objects.bring_along(guest, member)
    except Exception:
        # A cart that can't be merged must not keep anybody from signing in; it waits for the next time.
        logger.exception("the cart of %s was not merged", guest.holder)
        changes, version = [], 0
    if changes:
        messages.info(request, sentence(changes), extra_tags=f"undo-{version}")
    request.cart_left = guest.holder  # type: ignore[attr-defined]


@receiver(user_logged_out, dispatch_uid="carts.forget_copy")
def forget_copy(request: ShopRequest, **told: Any) -> None:
    """Have the browser delete its copy of the cart; the cart itself stays with the account."""
    request.cart_forgotten = True  # type: ignore[attr-defined]


def sentence(changes: list[Change]) -> str:
    """Tell in words what a merge did."""
    parts = [
        f"{change.after} × {isolate(change.item)}" + (f" instead of {change.before}" if change.before else "")
        for change in changes
    ]
    return f"Kept from before you signed in, now in your cart: {', '.join(parts)}."
