"""Scheduled work of the site itself."""

from celery import shared_task

from config.models import HEARTBEAT


@shared_task(name=HEARTBEAT)
def heartbeat() -> None:
    """Do nothing: that it ran, which is noted as of every task, is the sign that beat and a worker are alive."""
