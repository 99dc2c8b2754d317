"""What the watching needs of Celery: our log lines, the request id of whoever asked for a task, when each task ran."""

import logging.config
from typing import Any

from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun, task_success
from django.conf import settings

from config.monitoring.request_id import request_id


@setup_logging.connect
def log_as_the_site_does(**told: Any) -> None:
    """Log by our settings; connected, it keeps Celery from logging by its own."""
    logging.config.dictConfig(settings.LOGGING)


@before_task_publish.connect
def send_request_id(headers: dict[str, Any], **told: Any) -> None:
    """Let a task know the request that asks for it."""
    if known := request_id.get():
        headers["request_id"] = known


@task_prerun.connect
def take_request_id(task_id: str, task: Any, **told: Any) -> None:
    """Work under the id of the request that asked; a task nobody asked for goes by its own."""
    request_id.set(getattr(task.request, "request_id", None) or task_id)


@task_postrun.connect
def drop_request_id(**told: Any) -> None:
    """Belong to nobody until the next task."""
    request_id.set("")


@task_success.connect
def note_run(sender: Any, **told: Any) -> None:
    """Note when the task ran."""
    from config.models import TaskRun

    TaskRun.objects.note(sender.name)
