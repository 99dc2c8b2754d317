"""The `marketplace` application."""

from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    """Configuration of `marketplace`; connects what it does when somebody signs out or something changes."""

    name = "marketplace"

    def ready(self) -> None:
        """Connect the reactions, and make sure that there is a gateway that takes the site's currency."""
        from marketplace import receivers  # noqa: F401
        from marketplace.gateways import price_step
        from marketplace.orders import order_mails  # noqa: F401
        from marketplace.text.bidi import isolate_variables

        isolate_variables()
        price_step()
