"""Scheduled work of the site itself."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from config.models import HEARTBEAT


@shared_task(name=HEARTBEAT)
def heartbeat() -> None:
    """Do nothing: the record of its run proves that beat and a worker are alive."""


@shared_task(name="config.clear_sessions")
def clear_sessions() -> None:
    """Delete expired sessions."""
    SessionStore.clear_expired()
