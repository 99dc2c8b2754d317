"""Mails to participants outside their rooms: one mail for a burst of events, sent by a sweep."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from marketplace import clock
from marketplace.database.batches import run_each
from marketplace.models import Mail
from marketplace.models.mail import render_mail
from trading import presence
from trading.models import Seat, TradeEvent


def mail_absent_participants() -> int:
    """Write the mails that are due; return their number. Safe to run twice.

    Without complete presence, nobody is mailed: participants in their rooms would look absent.
    """
    if not presence.is_presence_complete():
        return 0
    due = Seat.objects.due_for_mail().order_by("unmailed_since", "pk").values_list("pk", flat=True)
    return run_each(list(due), partial(_mail_if_due, presence.people_by_room()))


@transaction.atomic
def _mail_if_due(present: dict[str, set[int]], pk: int) -> int:
    locked = Seat.objects.due_for_mail().filter(pk=pk).select_for_update(skip_locked=True, no_key=True)
    seat = locked.first()
    return mail_seat(seat, is_present=seat.user_id in present.get(seat.trade.number, ())) if seat else 0


def mail_seat(seat: Seat, *, is_present: bool) -> int:
    """Mail a participant about unseen events, unless they are present or the last mail covers them; return 0 or 1.

    Needs the row locked. A present participant is looked at again later: they may leave without having read.
    """
    now = clock.read()
    events, messages = seat.unread()
    is_unread = bool(events or messages)
    if is_unread and is_present:
        _update_seat(seat, unmailed_since=now)
        return 0
    weight = max((event.weight for event in events), default=0)
    is_due = is_unread and not (seat.is_in_burst() and weight <= seat.mailed_weight)
    if is_due:
        mail_room_events(seat, events, messages)
    mailed_weight = weight if is_due else seat.mailed_weight
    _update_seat(seat, unmailed_since=None, mailed_at=now if is_unread else None, mailed_weight=mailed_weight)
    return int(is_due)


def _update_seat(seat: Seat, **fields: "datetime | int | None") -> None:
    Seat.objects.filter(pk=seat.pk).update(**fields)


def mail_room_events(seat: Seat, events: list[TradeEvent], message_count: int) -> None:
    """Write one mail about unseen events and the number of unread messages. It does not quote messages."""
    trade = seat.trade
    if not seat.user.is_active:
        return
    context = {
        "seat": seat,
        "trade": trade,
        "other": trade.name_of("buyer" if seat.role == "seller" else "seller"),
        "events": events,
        "message_count": message_count,
        "site_name": settings.SITE_NAME,
        "url": settings.SITE_ORIGINS[0] + trade.get_absolute_url(),
    }
    key = f"room:{seat.pk}:{trade.revision}:{trade.message_count}"
    Mail.objects.put(key=key, to=seat.user.email, **render_mail("trading/mail/room_events", context))
