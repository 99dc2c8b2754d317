"""Scheduled tasks of trades. Each is safe to run twice, late, or by two workers at once."""

from celery import shared_task

from trading import live, mails
from trading.models import Trade


@shared_task(name="trading.expire_trades")
def expire_trades() -> None:
    """Expire overdue trades."""
    Trade.objects.expire_due()


@shared_task(name="trading.tell_who_is_gone")
def push_departures() -> None:
    """Push to the overview that people have left their rooms."""
    live.push_departures()


@shared_task(name="trading.tell_absent")
def mail_absent_participants() -> None:
    """Mail participants outside their rooms."""
    mails.mail_absent_participants()
