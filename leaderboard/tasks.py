"""Scheduled work: each task is one call, safe to run twice, late, or by two workers at once."""

from celery import shared_task
from django.utils import timezone

from leaderboard import drift, time_zone, trending
from leaderboard.models import Place


@shared_task(name="leaderboard.repair")
def repair() -> None:
    """Mend what differs from the facts."""
    drift.repair()


@shared_task(name="leaderboard.follow_time_zone")
def follow_time_zone() -> None:
    """Take over a time zone that was set since the last start."""
    time_zone.follow_time_zone()


@shared_task(name="leaderboard.note_places")
def note_places() -> None:
    """Note where sellers stood as the day began."""
    Place.objects.take(timezone.localdate())


@shared_task(name="leaderboard.rank_trending")
def rank_trending() -> None:
    """Put what is trending now on the home page's shelf."""
    trending.put_up()
