"""Celery signals: the site's log format, the worker's heartbeat file, and the request id that a task inherits."""

import logging.config
from pathlib import Path
from typing import Any

from celery.signals import before_task_publish, heartbeat_sent, setup_logging, task_postrun, task_prerun
from django.conf import settings

from config.monitoring.request_id import request_id


@setup_logging.connect
def configure_logging(**kwargs: Any) -> None:
    """Log by the site's settings. A connected receiver also keeps Celery from its own set-up of logging."""
    logging.config.dictConfig(settings.LOGGING)


@before_task_publish.connect
def send_request_id(headers: dict[str, Any], **kwargs: Any) -> None:
    """Send the id of the current request along with a task."""
    if known := request_id.get():
        headers["request_id"] = known


@task_prerun.connect
def set_request_id(task_id: str, task: Any, **kwargs: Any) -> None:
    """Work under the id of the request that queued the task; without one, under the task's own id."""
    request_id.set(getattr(task.request, "request_id", None) or task_id)


@task_postrun.connect
def clear_request_id(**kwargs: Any) -> None:
    """Belong to no request until the next task."""
    request_id.set("")


@heartbeat_sent.connect
def touch_heartbeat_file(**kwargs: Any) -> None:
    """Leave a sign of life for the health check, which would need a Python with all of the site to ask for one."""
    if settings.WORKER_HEARTBEAT_FILE:
        Path(settings.WORKER_HEARTBEAT_FILE).touch()
