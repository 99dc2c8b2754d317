"""Questions to `/readyz`."""

import asyncio
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from config.live import hub
from config.models import HEARTBEAT, TaskRun
from config.monitoring.endpoints import MonitoringEndpoints
from tests.config.asgi_requests import at, desk, get


def silent_for(seconds: float) -> None:
    """Let the heartbeat be so many seconds old."""
    TaskRun.objects.filter(name=HEARTBEAT).update(ran_at=Now() - timedelta(seconds=seconds))


async def ask(at_desk: MonitoringEndpoints | None = None) -> tuple[int, str, dict[str, str]]:
    """Return status, state of the whole, and state of each part."""
    answer = await get(at_desk or desk(), "/readyz")
    return answer.status_code, answer.json()["status"], answer.json()["parts"]


async def until_hub_is(up: bool) -> None:
    """Wait until the hub of this loop has noticed."""
    while hub.current_hub().subscriber.is_up is not up:
        await asyncio.sleep(0.02)


def seen() -> tuple[int, str, dict[str, str]]:
    """Ask once the hub listens."""

    async def work() -> Any:
        await until_hub_is(True)
        return await ask()

    return at(work)
