"""Signal receivers that need the database, connected when the apps are ready."""

from collections.abc import Iterable
from typing import Any

from celery.signals import task_success
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from config.live import cut_sockets, recheck_sockets
from config.models import TaskRun


@task_success.connect
def record_run(sender: Any, **kwargs: Any) -> None:
    TaskRun.objects.record(sender.name)


@receiver(user_logged_out, dispatch_uid="config.live")
def cut_session_sockets(request: HttpRequest, **kwargs: Any) -> None:
    visitor = getattr(request, "visitor", None)
    cut_sockets(session_key=request.session.session_key, visitor=visitor and visitor.digest)


@receiver([post_save, post_delete], sender=get_user_model(), dispatch_uid="config.live")
def recheck_member_sockets(instance: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
    """A new password ends other sessions. A sign-in, which saves only its time, changes no rights."""
    if set(update_fields or ["password"]) != {"last_login"}:
        recheck_sockets(instance.pk)
