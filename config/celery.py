"""The Celery application; tasks live in each app's `tasks.py`, their timetable in the settings."""

import os

from celery import Celery

from config import servers
from config.monitoring import celery_signals  # noqa: F401

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
servers.start()

# By name: the class needs the apps.
app = Celery("livestall", task_cls="marketplace.operations.maintenance:PausedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
