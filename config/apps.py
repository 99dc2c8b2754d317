"""The `config` application: finds what each app says about its live topics."""

import logging
import os

from django.apps import AppConfig
from django.db.models.constraints import BaseConstraint
from django.utils.module_loading import autodiscover_modules

from config import live
from config.live.limits import DEFAULTS

logger = logging.getLogger(__name__)
# Before any model is loaded: Django's own sentence tells people the name of the constraint.
BaseConstraint.default_violation_error_message = "That does not go together with what is there already."


class SiteConfig(AppConfig):
    """Configuration of the site's own commands, tags and live wire."""

    name = "config"
    verbose_name = "Site"

    def ready(self) -> None:
        """Load every app's `live` module, so that its topics are known, and let sockets end with their sessions.

        Warns of a limit that the live wire doesn't have: it may be misspelt, or meant for somebody else.
        """
        for name in os.environ:
            if name.startswith("LIVE_") and name not in DEFAULTS:
                logger.warning("%s is none of the limits in config/live/limits.py", name)
        autodiscover_modules("live")
        live.connect()
