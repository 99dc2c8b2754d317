"""The `config` application: finds what each app says about its live topics."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from config import live


class SiteConfig(AppConfig):
    """Configuration of the site's own commands, tags and live wire."""

    name = "config"
    verbose_name = "Site"

    def ready(self) -> None:
        """Load every app's `live` module, so that its topics are known, and let sockets end with their sessions."""
        autodiscover_modules("live")
        live.connect()
