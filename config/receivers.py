"""Signal receivers that need the database, connected when the apps are ready."""

from typing import Any

from celery.signals import task_success

from config.models import TaskRun


@task_success.connect
def record_run(sender: Any, **kwargs: Any) -> None:
    """Record that a task has just ended well."""
    TaskRun.objects.record(sender.name)
