"""The `marketplace` application."""

from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    """Configuration of `marketplace`; connects what it does when somebody signs out or something changes."""

    name = "marketplace"

    def ready(self) -> None:
        """Connect the reactions."""
        from marketplace import reactions  # noqa: F401
