"""What negotiation rooms tell open pages: that the terms moved, that a list of trades changed."""

from config import live
from marketplace.models import User
from trading import presence
from trading.models import Seat, Trade


def may_sit_in(asker: live.Asker, number: str) -> bool:
    """Tell whether the asker is one of the two at the table."""
    user = User.objects.filter(pk=asker.user_id or 0, is_active=True).first()
    return user is not None and Trade.objects.involving(user).filter(number=number).exists()


def is_own_list(asker: live.Asker, user_id: str) -> bool:
    """Tell whether these trades, or these blocks, are the asker's."""
    return asker.user_id is not None and str(asker.user_id) == user_id


def is_platform(asker: live.Asker, key: str) -> bool:
    """Tell whether the asker works for the platform."""
    return User.objects.filter(pk=asker.user_id or 0, is_active=True, is_staff=True).exists()


def relay_typing(asker: live.Asker, number: str, data: object) -> str | None:
    """Return in which role somebody types; nothing for any other signal."""
    if data != "typing":
        return None
    seat = Seat.objects.filter(trade__number=number, user=asker.user_id).first()
    return seat.role if seat else None


def note_presence(asker: live.Asker, number: str) -> None:
    """Keep a person in the room, and let the other see it."""
    seat = Seat.objects.filter(trade__number=number, user=asker.user_id).select_related("trade").first()
    if seat is None:
        return
    is_news = presence.note(number, seat.user_id)
    told = {"trade_id": seat.trade_id, "role": seat.role, "who": seat.trade.name_of(seat.role), "age": 0}
    live.push(f"talk.{number}", "trading/live/presence_noted.html", told)
    if is_news:
        live.push("all-trades")


def tell_who_is_gone() -> None:
    """Let the dashboard know that somebody's pages gave no sign any more, which nobody else would say."""
    if presence.forget_gone():
        live.push("all-trades")


trade = live.Topic("trade", live.STATE, may=may_sit_in)
chat = live.Topic("chat", live.FACT, may=may_sit_in)
talk = live.Topic("talk", live.EPHEMERAL, may=may_sit_in, on_signal=relay_typing, on_present=note_presence)
own_blocks = live.Topic("own-blocks", live.STATE, may=is_own_list)
my_trades = live.Topic("my-trades", live.STATE, may=is_own_list)
all_trades = live.Topic("all-trades", live.STATE, may=is_platform)
