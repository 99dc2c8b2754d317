"""Configuration of the `leaderboard` app."""

from celery.signals import worker_ready
from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LeaderboardConfig(AppConfig):
    """Connects the receivers, and the time zone checks after `migrate` and at the start of a worker."""

    name = "leaderboard"

    def ready(self) -> None:
        """Connect all signals."""
        from leaderboard import receivers, startup  # noqa: F401

        post_migrate.connect(startup.follow_time_zone_after_migrate, sender=self)
        worker_ready.connect(startup.queue_time_zone_check)
