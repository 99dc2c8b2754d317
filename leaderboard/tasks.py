"""Celery tasks of the leaderboard. Each may run twice, late, or in two workers at once."""

from celery import shared_task
from django.utils import timezone

from leaderboard import drift, time_zone, trending
from leaderboard.models import RankSnapshot


@shared_task(name="leaderboard.repair")
def repair() -> None:
    """Repair rows that differ from the facts."""
    drift.repair_leaderboard()


@shared_task(name="leaderboard.follow_time_zone")
def follow_time_zone() -> None:
    """Apply a change of `TIME_ZONE`."""
    time_zone.follow_time_zone()


@shared_task(name="leaderboard.note_places")
def record_ranks() -> None:
    """Record each seller's rank at the start of the day."""
    RankSnapshot.objects.record(timezone.localdate())


@shared_task(name="leaderboard.rank_trending")
def rank_trending() -> None:
    """Refresh the trending products of the home page."""
    trending.refresh_trending()
