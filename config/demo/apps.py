"""The Django application of the demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Configuration of the demo's management commands; the demo has no models and no pages of its own."""

    name = "config.demo"
