"""The logging configuration, for the settings."""

from typing import Any

# Celery logs each task twice.
_QUIET = ("django.channels.server", "daphne", "celery.app.trace", "celery.beat", "celery.worker.strategy")


def build_logging(log_format: str, level: str) -> dict[str, Any]:
    """Return the configuration for `text` or `json` lines of this level and above."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"config.monitoring.logs.{log_format.capitalize()}Lines"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django's own handler mails error reports with the whole request in them.
            "django": {"handlers": []},
            "django.server": {"handlers": [], "propagate": True},
            **{name: {"level": "WARNING"} for name in _QUIET},
        },
    }
