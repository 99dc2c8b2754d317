"""Authorization of the live topics of trades, and their signals of typing and presence."""

from config.live import Subscriber
from marketplace.models import User
from trading import presence, topics
from trading.models import Seat, Trade


def is_participant(subscriber: Subscriber, number: str) -> bool:
    """Tell whether the subscriber is the seller or the buyer of a trade."""
    user = User.objects.filter(pk=subscriber.user_id or 0, is_active=True).first()
    return user is not None and Trade.objects.involving(user).filter(number=number).exists()


def is_own_topic(subscriber: Subscriber, user_id: str) -> bool:
    """Tell whether a topic of a user belongs to the subscriber."""
    return subscriber.user_id is not None and str(subscriber.user_id) == user_id


def is_platform_staff(subscriber: Subscriber, key: str) -> bool:
    """Tell whether the subscriber is platform staff."""
    return User.objects.filter(pk=subscriber.user_id or 0, is_active=True, is_staff=True).exists()


def role_typing(subscriber: Subscriber, number: str, data: object) -> str | None:
    """Return the role of the typing person, None for any other signal."""
    if data != "typing":
        return None
    seat = Seat.objects.filter(trade__number=number, user=subscriber.user_id).first()
    return seat.role if seat else None


def push_presence(subscriber: Subscriber, number: str) -> None:
    """Record the presence of a person, and push it to the other participant."""
    seat = Seat.objects.filter(trade__number=number, user=subscriber.user_id).select_related("trade").first()
    if seat is None:
        return
    is_new = presence.record_presence(number, seat.user_id)
    context = {"trade_id": seat.trade_id, "role": seat.role, "who": seat.trade.name_of(seat.role), "age": 0}
    topics.presence.push(number, "trading/live/presence.html", context)
    if is_new:
        topics.all_trades.push()


def push_departures() -> None:
    """Push to the overview that people have left. Only this sweep notices: pages that close say nothing."""
    if presence.remove_expired_presence():
        topics.all_trades.push()


topics.trade.configure(allow=is_participant)
topics.chat.configure(allow=is_participant)
topics.presence.configure(allow=is_participant, on_signal=role_typing, on_present=push_presence)
topics.own_blocks.configure(allow=is_own_topic)
topics.my_trades.configure(allow=is_own_topic)
topics.all_trades.configure(allow=is_platform_staff)
