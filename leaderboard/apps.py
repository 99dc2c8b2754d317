"""The `leaderboard` application."""

from django.apps import AppConfig


class LeaderboardConfig(AppConfig):
    """Configuration of `leaderboard`."""

    name = "leaderboard"
