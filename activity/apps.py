"""The `activity` application."""

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    """Configuration of `activity`."""

    name = "activity"
