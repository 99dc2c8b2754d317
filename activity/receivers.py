"""What purchases, opt-outs, refunds and withdrawn products do to the toasts."""

from collections.abc import Iterable

from activity.models import PurchaseActivity
from marketplace.models import Order, OrderLine, Refund, User
from marketplace.signals import (
    address_erased,
    order_amount_hidden,
    order_hidden,
    order_paid,
    order_reversed,
    person_changed,
    person_left,
    product_changed,
    reacts_to,
)


@reacts_to(order_paid)
def announce_purchase(order: Order) -> None:
    """Record what was bought and show it on every open page."""
    PurchaseActivity.objects.record(order).announce()


@reacts_to(order_reversed)
def take_back_purchase(order: Order, lines: Iterable[OrderLine], refund: Refund) -> None:
    """Hide purchases that no longer stand."""
    PurchaseActivity.objects.filter(order=order, order_line__in=lines).withdraw()


@reacts_to(order_hidden)
def respect_buyer(order: Order) -> None:
    """Hide a purchase whose buyer no longer wants it shown."""
    PurchaseActivity.objects.filter(order=order).withdraw()


@reacts_to(order_amount_hidden)
def respect_price(order: Order) -> None:
    """Leave out the price of a purchase whose buyer no longer wants it shown."""
    PurchaseActivity.objects.filter(order=order).hide_amounts()


@reacts_to(person_changed)
def respect_opt_out(user_id: int) -> None:
    """Hide the purchases, or their prices alone, of a member who no longer wants them shown."""
    if User.objects.filter(pk=user_id, hide_purchase_amount=True).exists():
        PurchaseActivity.objects.filter(buyer=user_id).hide_amounts()
    if not User.objects.filter(pk=user_id, show_purchase_activity=True).exists():
        PurchaseActivity.objects.hide_for(user_id)


@reacts_to(person_left)
def forget_buyer(user_id: int) -> None:
    """Forget who a person was whose purchases, and whose listings, are hidden already."""
    PurchaseActivity.objects.filter(buyer=user_id).update(initials="", city="", region="", place="")
    PurchaseActivity.objects.filter(order_line__shop__owner=user_id).update(title="something that is gone")


@reacts_to(address_erased)
def forget_guest(email: str, order_ids: list[int]) -> None:
    """Hide the purchases of a guest who wants to be forgotten, and who it was."""
    bought = PurchaseActivity.objects.filter(order__in=order_ids)
    bought.withdraw()
    bought.update(initials="", city="", region="", place="")


@reacts_to(product_changed)
def follow_product(product_ids: list[int]) -> None:
    """Take toasts of products down that their seller keeps out of toasts or off the market, and amounts they hide."""
    public = PurchaseActivity.objects.filter(product__in=product_ids, is_public=True)
    announceable = public.announceable().values("pk")
    PurchaseActivity.take_down(public.exclude(pk__in=announceable).values_list("key", flat=True))
    public.filter(product__show_amount=False).amend()
