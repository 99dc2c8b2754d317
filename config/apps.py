"""The `config` application: finds what each app says about its live topics."""

import os

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import autodiscover_modules

from config import live
from config.live.limits import DEFAULTS


class SiteConfig(AppConfig):
    """Configuration of the site's own commands, tags and live wire."""

    name = "config"
    verbose_name = "Site"

    def ready(self) -> None:
        """Load every app's `live` module, so that its topics are known, and let sockets end with their sessions.

        Raises ImproperlyConfigured for a limit that the live wire doesn't have.
        """
        for name in os.environ:
            if name.startswith("LIVE_") and name not in DEFAULTS:
                raise ImproperlyConfigured(f"{name} is none of the limits in config/live/limits.py")
        autodiscover_modules("live")
        live.connect()
