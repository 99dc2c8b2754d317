"""The `marketplace` application."""

from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    """Configuration of `marketplace`; connects what it does when somebody signs out or something changes."""

    name = "marketplace"

    def ready(self) -> None:
        """Connect the reactions, and make sure that there is a gateway that takes the site's currency."""
        from marketplace import mails, reactions  # noqa: F401
        from marketplace.gateways import price_step
        from marketplace.text.directions import isolate_variables

        isolate_variables()
        price_step()
