"""The `marketplace` application."""

from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    """Configuration of `marketplace`."""

    name = "marketplace"

    def ready(self) -> None:
        """Connect the receivers, and fail without a gateway for the site's currency."""
        from marketplace import receivers  # noqa: F401
        from marketplace.gateways import price_step
        from marketplace.operations import checks  # noqa: F401
        from marketplace.orders import order_mails  # noqa: F401
        from marketplace.text.bidi import isolate_variables

        isolate_variables()
        price_step()
