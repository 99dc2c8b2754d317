"""Receivers of marketplace signals: purchases, refunds, opt-outs and product changes update the toasts."""

from collections.abc import Iterable

from activity.models import PurchaseActivity
from marketplace.models import Order, OrderLine, Refund, User
from marketplace.signals import (
    account_changed,
    account_deleted,
    address_erased,
    order_amount_hidden,
    order_hidden,
    order_paid,
    order_reversed,
    product_changed,
    reacts_to,
)


@reacts_to(order_paid)
def record_purchase(order: Order) -> None:
    """Record a purchase and push it to every open page."""
    PurchaseActivity.objects.record(order).push_new()


@reacts_to(order_reversed)
def withdraw_reversed_lines(order: Order, lines: Iterable[OrderLine], refund: Refund) -> None:
    """Withdraw refunded or cancelled lines."""
    PurchaseActivity.objects.filter(order=order, order_line__in=lines).withdraw()


@reacts_to(order_hidden)
def withdraw_order(order: Order) -> None:
    """Withdraw an order after its buyer opted out."""
    PurchaseActivity.objects.filter(order=order).withdraw()


@reacts_to(order_amount_hidden)
def hide_order_amount(order: Order) -> None:
    """Hide the price of an order at its buyer's request."""
    PurchaseActivity.objects.filter(order=order).hide_amounts()


@reacts_to(account_changed)
def apply_privacy_settings(user_id: int) -> None:
    """Withdraw the purchases of a member, or hide their prices, by the member's settings."""
    if User.objects.filter(pk=user_id, hide_purchase_amount=True).exists():
        PurchaseActivity.objects.filter(buyer=user_id).hide_amounts()
    if not User.objects.filter(pk=user_id, show_purchase_activity=True).exists():
        PurchaseActivity.objects.filter(buyer=user_id).withdraw()


@reacts_to(account_deleted)
def anonymize_member(user_id: int) -> None:
    """Erase a deleted account from activities; its purchases and products are hidden already."""
    PurchaseActivity.objects.filter(buyer=user_id).update(initials="", city="", region="", place="")
    PurchaseActivity.objects.filter(order_line__shop__owner=user_id).update(title="something that is gone")


@reacts_to(address_erased)
def anonymize_guest(email: str, order_ids: list[int]) -> None:
    """Withdraw a guest's purchases, and erase the guest from them, after a request for erasure."""
    bought = PurchaseActivity.objects.filter(order__in=order_ids)
    bought.withdraw()
    bought.update(initials="", city="", region="", place="")


@reacts_to(product_changed)
def apply_product_settings(product_ids: list[int]) -> None:
    """Remove toasts of products that are hidden or kept out of toasts, and prices that their seller hides."""
    public = PurchaseActivity.objects.filter(product__in=product_ids, is_public=True)
    announceable = public.announceable().values("pk")
    PurchaseActivity.push_removed(public.exclude(pk__in=announceable).values_list("key", flat=True))
    public.filter(product__show_amount=False).push_changes()
