"""What somebody who is not in a room is told by mail: that something happened there, a line for each step."""

from typing import TYPE_CHECKING

from django.conf import settings

from marketplace.models import Mail
from marketplace.models.mail import render_mail

if TYPE_CHECKING:
    from trading.models import Seat, TradeEvent


def mail_room_events(seat: "Seat", steps: "list[TradeEvent]", lines: int) -> None:
    """Owe a person one mail about steps of others and so many lines they have not seen; what was said stays unsaid."""
    trade = seat.trade
    if not seat.user.is_active:
        return
    told = {
        "seat": seat,
        "trade": trade,
        "other": trade.name_of("buyer" if seat.role == "seller" else "seller"),
        "steps": steps,
        "lines": lines,
        "site_name": settings.SITE_NAME,
        "url": settings.SITE_ORIGINS[0] + trade.get_absolute_url(),
    }
    key = f"room:{seat.pk}:{trade.revision}:{trade.message_count}"
    Mail.objects.put(key=key, to=seat.user.email, **render_mail("trading/mail/room_news", told))
