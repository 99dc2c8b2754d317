"""The `carts` application."""

from django.apps import AppConfig


class CartsConfig(AppConfig):
    """Configuration of `carts`."""

    name = "carts"
