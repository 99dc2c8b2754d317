"""The `config` application: loads each app's live topics."""

import logging
import os

from django.apps import AppConfig
from django.db.models.constraints import BaseConstraint
from django.utils.module_loading import autodiscover_modules

from config.live.limits import DEFAULTS
from config.live.topics import check_topics
from config.renamed_settings import RENAMED

logger = logging.getLogger(__name__)
# Before any model is loaded: Django's own sentence shows people the name of the constraint.
BaseConstraint.default_violation_error_message = "This conflicts with existing data."


class SiteConfig(AppConfig):
    """Configuration of the site's own commands, tags and live wire."""

    name = "config"
    verbose_name = "Site"

    def ready(self) -> None:
        """Load every app's `live` module, check all topics, and connect the signal receivers."""
        from config import receivers  # noqa: F401

        for name in os.environ:
            if name.startswith("LIVE_") and name not in DEFAULTS and name not in RENAMED:
                logger.warning("%s is none of the limits in config/live/limits.py", name)
        autodiscover_modules("live")
        check_topics()
