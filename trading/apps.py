"""The `trading` application."""

from django.apps import AppConfig


class TradingConfig(AppConfig):
    """Configuration of `trading`; connects what payments and people who leave do to trades."""

    name = "trading"

    def ready(self) -> None:
        """Connect the reactions."""
        from trading import receivers  # noqa: F401
