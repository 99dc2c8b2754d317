"""The `trading` application."""

from django.apps import AppConfig


class TradingConfig(AppConfig):
    """Configuration of `trading`."""

    name = "trading"
