"""The `marketplace` application."""

from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    """Configuration of `marketplace`; connects what it does when somebody signs out or something changes."""

    name = "marketplace"

    def ready(self) -> None:
        """Connect the reactions, and make sure that there is somebody to take the money."""
        from marketplace import mails, reactions  # noqa: F401
        from marketplace.gateways import gateway

        gateway()
