"""Configuration of the `activity` app."""

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    """Connects the receivers of purchases, refunds and opt-outs."""

    name = "activity"

    def ready(self) -> None:
        """Connect the receivers."""
        from activity import receivers  # noqa: F401
