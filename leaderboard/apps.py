"""The `leaderboard` application."""

from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


class LeaderboardConfig(AppConfig):
    """Configuration of `leaderboard`; connects its reactions, and lets the triggers know the site's time zone."""

    name = "leaderboard"

    def ready(self) -> None:
        """Connect what follows sales and views, and look at the time zone after each `migrate`."""
        from leaderboard import reactions  # noqa: F401

        post_migrate.connect(_follow_settings, sender=self)


def _follow_settings(**told: Any) -> None:
    """Take a time zone over that was set since; what was counted in the other one is mended."""
    from leaderboard import drift
    from leaderboard.models import SiteZone

    is_migrated = "leaderboard_recount" in connection.introspection.table_names(include_views=True)
    if is_migrated and SiteZone.objects.follow_settings():
        drift.repair()
