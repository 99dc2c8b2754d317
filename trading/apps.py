"""The `trading` application."""

from django.apps import AppConfig


class TradingConfig(AppConfig):
    """Configuration of `trading`."""

    name = "trading"

    def ready(self) -> None:
        """Connect the receivers."""
        from trading import receivers  # noqa: F401
