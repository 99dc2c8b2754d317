"""Signal receivers that close or authorize sockets again after a sign-out, a new password or another change."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from config.live.control import cut_sockets, recheck_sockets


@receiver(user_logged_out, dispatch_uid="config.live")
def cut_session_sockets(request: HttpRequest, **kwargs: Any) -> None:
    """Close the sockets of the session and the browser that signed out."""
    visitor = getattr(request, "visitor", None)
    cut_sockets(session_key=request.session.session_key, visitor=visitor and visitor.digest)


@receiver([post_save, post_delete], sender=get_user_model(), dispatch_uid="config.live")
def recheck_member_sockets(instance: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
    """Authorize the sockets of a saved member again: a new password ends other sessions.

    A sign-in saves only its time, and changes no rights.
    """
    if set(update_fields or ["password"]) != {"last_login"}:
        recheck_sockets(instance.pk)
