"""Scheduled work: each task is one call, safe to run twice, late, or by two workers at once."""

from celery import shared_task

from trading import live
from trading.models import Seat, Trade


@shared_task(name="trading.expire_trades")
def expire_trades() -> None:
    """Expire trades whose time is over."""
    Trade.objects.expire_due()


@shared_task(name="trading.tell_who_is_gone")
def push_departures() -> None:
    """Tell the dashboard whose pages gave no sign any more."""
    live.push_departures()


@shared_task(name="trading.tell_absent")
def mail_absent_participants() -> None:
    """Write the mails to people who are not in their rooms."""
    Seat.objects.tell_absent()
