"""Scheduled work of the site itself."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from config.models import HEARTBEAT


@shared_task(name=HEARTBEAT)
def heartbeat() -> None:
    """Do nothing: that it ran, which is noted as of every task, is the sign that beat and a worker are alive."""


@shared_task(name="config.clear_sessions")
def clear_sessions() -> None:
    """Delete sessions that are over."""
    SessionStore.clear_expired()
