"""The time zone of the leaderboard's months: follows `TIME_ZONE` when a process starts."""

import logging
from threading import Thread

from django.conf import settings
from django.db import DatabaseError, connections

from leaderboard import drift
from leaderboard.models import SiteZone
from marketplace.database.batches import single_process_lock

logger = logging.getLogger(__name__)


def follow_time_zone() -> None:
    """Store a changed `TIME_ZONE`, and recount the rows of the previous zone.

    Otherwise leaderboards and dashboards would use different zones until the nightly repair.
    """
    try:
        with single_process_lock("follow the time zone") as is_alone:
            if is_alone and SiteZone.objects.follow_settings():
                logger.warning("TIME_ZONE is %s now: the leaderboard is counted anew", settings.TIME_ZONE)
                drift.repair_leaderboard()
    except DatabaseError as failure:
        # The process starts anyway: the site sells without its leaderboard, and the nightly repair tries again.
        logger.warning("Could not compare TIME_ZONE with the leaderboard's: %s", failure)


def follow_time_zone_in_background() -> None:
    """Run `follow_time_zone` in a thread, so that the web server starts without waiting for it."""
    Thread(target=_follow_and_close, name="time zone", daemon=True).start()


def _follow_and_close() -> None:
    try:
        follow_time_zone()
    finally:
        connections.close_all()
