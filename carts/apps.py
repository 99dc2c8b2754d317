"""The `carts` application."""

from django.apps import AppConfig


class CartsConfig(AppConfig):
    """Configuration of `carts`."""

    name = "carts"

    def ready(self) -> None:
        """Connect the receivers."""
        from carts import receivers  # noqa: F401
