"""Sockets end with the session: what sign-out and a new password mean for open pages."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from config.live.doors import cut, recheck


@receiver(user_logged_out, dispatch_uid="config.live")
def cut_session(request: HttpRequest, **kwargs: Any) -> None:
    """Close the sockets of the session and the browser that signed out."""
    visitor = getattr(request, "visitor", None)
    cut(session_key=request.session.session_key, visitor=visitor and visitor.digest)


@receiver([password_changed, password_reset, password_set], dispatch_uid="config.live")
def recheck_person(user: Any, **kwargs: Any) -> None:
    """Close the sockets of sessions that a new password ended."""
    recheck(user.pk)
