"""The site's records of its own operation."""

from django.db import models
from django.db.models.functions import Now

HEARTBEAT = "config.heartbeat"  # the task that proves that beat and a worker are alive


class TaskRunQuerySet(models.QuerySet["TaskRun"]):
    """The last runs of scheduled tasks."""

    def record(self, name: str) -> None:
        """Record that a task has just ended well."""
        self.bulk_create(
            [self.model(name=name, ran_at=Now())],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["ran_at"],
        )


class TaskRun(models.Model):
    """The last time a task ended well, by the database's clock."""

    name = models.CharField(max_length=100, primary_key=True)
    ran_at = models.DateTimeField()

    objects = TaskRunQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} at {self.ran_at:%Y-%m-%d %H:%M:%S}"
