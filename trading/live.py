"""What negotiation rooms tell open pages: that the terms moved, that a list of trades changed."""

from config.live import Subscriber
from marketplace.models import User
from trading import presence, topics
from trading.models import Seat, Trade


def is_participant(subscriber: Subscriber, number: str) -> bool:
    """Tell whether the subscriber is one of the two at the table."""
    user = User.objects.filter(pk=subscriber.user_id or 0, is_active=True).first()
    return user is not None and Trade.objects.involving(user).filter(number=number).exists()


def is_own_topic(subscriber: Subscriber, user_id: str) -> bool:
    """Tell whether these trades, or these blocks, are the subscriber's."""
    return subscriber.user_id is not None and str(subscriber.user_id) == user_id


def is_platform_staff(subscriber: Subscriber, key: str) -> bool:
    """Tell whether the subscriber works for the platform."""
    return User.objects.filter(pk=subscriber.user_id or 0, is_active=True, is_staff=True).exists()


def role_typing(subscriber: Subscriber, number: str, data: object) -> str | None:
    """Return in which role somebody types; nothing for any other signal."""
    if data != "typing":
        return None
    seat = Seat.objects.filter(trade__number=number, user=subscriber.user_id).first()
    return seat.role if seat else None


def push_presence(subscriber: Subscriber, number: str) -> None:
    """Keep a person in the room, and let the other see it."""
    seat = Seat.objects.filter(trade__number=number, user=subscriber.user_id).select_related("trade").first()
    if seat is None:
        return
    is_news = presence.record_presence(number, seat.user_id)
    told = {"trade_id": seat.trade_id, "role": seat.role, "who": seat.trade.name_of(seat.role), "age": 0}
    topics.presence.push(number, "trading/live/presence.html", told)
    if is_news:
        topics.all_trades.push()


def push_departures() -> None:
    """Let the dashboard know that somebody's pages gave no sign any more, which nobody else would say."""
    if presence.remove_expired_presence():
        topics.all_trades.push()


topics.trade.configure(allow=is_participant)
topics.chat.configure(allow=is_participant)
topics.presence.configure(allow=is_participant, on_signal=role_typing, on_present=push_presence)
topics.own_blocks.configure(allow=is_own_topic)
topics.my_trades.configure(allow=is_own_topic)
topics.all_trades.configure(allow=is_platform_staff)
