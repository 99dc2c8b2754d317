"""The `activity` application."""

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    """Configuration of `activity`; connects what it does when something is bought or taken back."""

    name = "activity"

    def ready(self) -> None:
        """Connect the reactions."""
        from activity import receivers  # noqa: F401
