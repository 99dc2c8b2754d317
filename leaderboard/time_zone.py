"""The site's time zone, in whose midnight months begin: taken over when a process starts with another one."""

import logging
from threading import Thread

from django.conf import settings
from django.db import DatabaseError, connections

from leaderboard import drift
from leaderboard.models import SiteZone
from marketplace.database.batches import alone

logger = logging.getLogger(__name__)


def follow_time_zone() -> None:
    """Have months begin where `TIME_ZONE` says, and count anew what was counted by another zone.

    Without that, the board would go by one zone and the dashboard by the other until the nightly check.
    """
    try:
        with alone("follow the time zone") as is_alone:
            if is_alone and SiteZone.objects.follow_settings():
                logger.warning("TIME_ZONE is %s now: the leaderboard is counted anew", settings.TIME_ZONE)
                drift.repair()
    except DatabaseError as failure:
        # Not a reason not to start: the site sells without its board, and the nightly check comes back to it.
        logger.warning("Could not compare TIME_ZONE with the leaderboard's: %s", failure)


def follow_in_background() -> None:
    """Do so beside a web server that starts, which waits for nothing."""
    Thread(target=_follow_and_close, name="time zone", daemon=True).start()


def _follow_and_close() -> None:
    try:
        follow_time_zone()
    finally:
        connections.close_all()
