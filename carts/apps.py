"""The `carts` application."""

from django.apps import AppConfig


class CartsConfig(AppConfig):
    """Configuration of `carts`; connects what it does when an order is paid and when somebody signs in or out."""

    name = "carts"

    def ready(self) -> None:
        """Connect the reactions."""
        from carts import receivers  # noqa: F401
