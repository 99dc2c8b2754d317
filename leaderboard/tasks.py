"""Scheduled work: each task is one call, safe to run twice, late, or by two workers at once."""

from celery import shared_task

from leaderboard import drift


@shared_task(name="leaderboard.repair")
def repair() -> None:
    """Mend what differs from the facts."""
    drift.repair()
