"""Checks of the time zone after `migrate` and at the start of a Celery worker; `LeaderboardConfig` connects them."""

import logging
from typing import Any

from django.db import connection

from leaderboard import drift
from leaderboard.models import SiteZone
from leaderboard.tasks import follow_time_zone

logger = logging.getLogger(__name__)


def follow_time_zone_after_migrate(**kwargs: Any) -> None:
    """Store a changed `TIME_ZONE`, and recount the rows of the previous zone."""
    is_migrated = "leaderboard_recount" in connection.introspection.table_names(include_views=True)
    if is_migrated and SiteZone.objects.follow_settings():
        drift.repair_leaderboard()


def queue_time_zone_check(**kwargs: Any) -> None:
    """Queue the check as a task: the worker's main process must not open database connections."""
    try:
        follow_time_zone.delay()
    except Exception as failure:
        logger.warning("Could not have TIME_ZONE compared with the leaderboard's: %s", failure)
