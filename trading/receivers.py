"""Receivers of marketplace signals: payments, deleted accounts and closed shops."""

from django.db.models import Q

from marketplace.models import Item, Order, User
from marketplace.signals import (
    account_deactivated,
    account_deleted,
    address_erased,
    answers_question,
    item_removal,
    order_lapsed,
    order_paid,
    order_renewed,
    order_reversed,
    reacts_to,
    selling_ended,
)
from trading import topics
from trading.erasure import erase_address, erase_words
from trading.models import Block, Trade, TradeEvent


@reacts_to(order_paid)
def record_payment(order: Order) -> None:
    """Record the payment in the timeline of the deal."""
    _record_for_deal(order, TradeEvent.Kind.PAID)


@reacts_to(order_lapsed)
def record_lapse(order: Order) -> None:
    """Record in the timeline that the payment was cancelled or came too late."""
    _record_for_deal(
        order, TradeEvent.Kind.GIVEN_UP if order.status == Order.Status.CANCELLED else TradeEvent.Kind.LAPSED
    )


@reacts_to(order_renewed)
@reacts_to(order_reversed)
def push_deal(order: Order, **_: object) -> None:
    """Push the room of a deal again when its payment has more time or was refunded."""
    # Only orders of deals set `hold_for`; for all others the query is saved.
    if order.hold_for and (trade := Trade.objects.filter(order=order).first()):
        topics.trade.push(trade.number)


def _record_for_deal(order: Order, kind: TradeEvent.Kind) -> None:
    # Only orders of deals set `hold_for`; for all others the query is saved.
    if order.hold_for and (trade := Trade.objects.filter(order=order).first()):
        trade.record_payment_event(kind)


@reacts_to(account_deleted)
def end_trades_of_deleted_person(user_id: int) -> None:
    """End the open trades of a deleted account: withdrawn as seller, rejected as buyer. Erase its texts."""
    user = User.objects.get(pk=user_id)
    Trade.objects.involving(user).lock_all()
    erase_words(user)
    for trade in Trade.objects.open().involving(user).order_by("pk"):
        trade.leave(by=user, reason="Account deleted.")
    Block.objects.filter(Q(by=user_id) | Q(other=user_id)).delete()
    erase_address(user.email)


@reacts_to(account_deactivated)
def end_trades_of_person(user_id: int) -> None:
    """End the open trades of a deactivated account, as seller and as buyer."""
    user = User.objects.get(pk=user_id)
    for trade in Trade.objects.open().involving(user).order_by("pk"):
        trade.leave(by=user, reason="Account deactivated.")


@reacts_to(selling_ended)
def end_trades_of_shop(shop_id: int, user_id: int, reason: str) -> None:
    """End the open trades of a shop that closed or changed its owner."""
    seller = User.objects.get(pk=user_id)
    # Including trades in which they buy: a deletion ends these next, and all locks must be taken in order of key.
    Trade.objects.open().involving(seller).lock_all()
    for trade in Trade.objects.open().filter(shop=shop_id, seller=seller).order_by("pk"):
        trade.leave(by=seller, reason=reason)


@reacts_to(address_erased)
def erase_invited_address(email: str, order_ids: list[int]) -> None:
    """Delete the address of a guest from trades that were open to it only."""
    erase_address(email)


@answers_question(item_removal)
def explain_kept_item(item: Item) -> str:
    """Keep an item that a trade is about, even a closed one: both sides may still read it."""
    is_used = Trade.objects.filter(item=item).exists()
    return "This size is part of a trade, so it can’t be removed." if is_used else ""
