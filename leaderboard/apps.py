"""The `leaderboard` application."""

import logging
from typing import Any

from celery.signals import worker_ready
from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate

logger = logging.getLogger(__name__)


class LeaderboardConfig(AppConfig):
    """Configuration of `leaderboard`; connects its reactions, and lets the triggers know the site's time zone."""

    name = "leaderboard"

    def ready(self) -> None:
        """Connect what follows sales and views, and look at the time zone after each `migrate` and start."""
        from leaderboard import receivers  # noqa: F401

        post_migrate.connect(_follow_settings, sender=self)
        worker_ready.connect(_follow_in_worker)


def _follow_settings(**told: Any) -> None:
    """Take a time zone over that was set since; what was counted in the other one is mended."""
    from leaderboard import drift
    from leaderboard.models import SiteZone

    is_migrated = "leaderboard_recount" in connection.introspection.table_names(include_views=True)
    if is_migrated and SiteZone.objects.follow_settings():
        drift.repair()


def _follow_in_worker(**told: Any) -> None:
    """Have a worker that starts look at the time zone; as a task, for its main process must not open connections."""
    from leaderboard.tasks import follow_time_zone

    try:
        follow_time_zone.delay()
    except Exception as failure:
        logger.warning("Could not have TIME_ZONE compared with the leaderboard's: %s", failure)
