"""What payments and people who leave do to trades."""

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
    """Let the room say that the deal is paid."""
    _note(order, TradeEvent.Kind.PAID)


@reacts_to(order_lapsed)
def record_lapse(order: Order) -> None:
    """Let the room say that the deal was not paid in time, or given up."""
    _note(order, TradeEvent.Kind.GIVEN_UP if order.status == Order.Status.CANCELLED else TradeEvent.Kind.LAPSED)


@reacts_to(order_renewed)
@reacts_to(order_reversed)
def push_deal(order: Order, **_: object) -> None:
    """Let the room of a deal read again that its payment has more time, or that it was refunded."""
    # Only a deal's order brings its own time to pay: all others need not be looked for.
    if order.hold_for and (trade := Trade.objects.filter(order=order).first()):
        topics.trade.push(trade.number)


def _note(order: Order, kind: TradeEvent.Kind) -> None:
    # Only a deal's order brings its own time to pay: all others need not be looked for.
    if order.hold_for and (trade := Trade.objects.filter(order=order).first()):
        trade.record_payment_event(kind)


@reacts_to(account_deleted)
def end_trades_of_deleted_person(user_id: int) -> None:
    """End the open trades of a person who left, as they would have: withdrawn as a seller, rejected as a buyer."""
    user = User.objects.get(pk=user_id)
    Trade.objects.involving(user).lock_all()
    erase_words(user)
    for trade in Trade.objects.open().involving(user).order_by("pk"):
        trade.leave(by=user, reason="Left the site.")
    Block.objects.filter(Q(by=user_id) | Q(other=user_id)).delete()
    erase_address(user.email)


@reacts_to(account_deactivated)
def end_trades_of_person(user_id: int) -> None:
    """End the open trades of a person whose account was switched off, on either side of the table."""
    user = User.objects.get(pk=user_id)
    for trade in Trade.objects.open().involving(user).order_by("pk"):
        trade.leave(by=user, reason="The account was switched off.")


@reacts_to(selling_ended)
def end_trades_of_shop(shop_id: int, user_id: int, reason: str) -> None:
    """End the open trades of a person for a shop that closed, or that has another owner."""
    seller = User.objects.get(pk=user_id)
    # Also those in which they buy: a deletion ends them next, and must have locked them in the order of their keys.
    Trade.objects.open().involving(seller).lock_all()
    for trade in Trade.objects.open().filter(shop=shop_id, seller=seller).order_by("pk"):
        trade.leave(by=seller, reason=reason)


@reacts_to(address_erased)
def erase_invited_address(email: str, order_ids: list[int]) -> None:
    """Delete the address of a guest for whom a trade was meant."""
    erase_address(email)


@answers_question(item_removal)
def explain_kept_item(item: Item) -> str:
    """Keep a size that a negotiation is about, over or not: both sides may still read what it was about."""
    is_used = Trade.objects.filter(item=item).exists()
    return "Somebody negotiated about this size, so it stays." if is_used else ""
