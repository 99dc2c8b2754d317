"""Requests to an ASGI application in the event loop of a test."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx
from prometheus_client.parser import text_string_to_metric_families

from config.live import hub
from config.monitoring.endpoints import MonitoringEndpoints
from marketplace.web.gate import Gate

T = TypeVar("T")


async def get(application: Any, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    """Ask an application for a page, in the way of a probe: by the machine's address."""
    named = {name.replace("_", "-").encode(): value.encode("latin1") for name, value in headers.items()}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://10.1.2.3:8000") as client:
        return await client.request(method, path, headers=named)


async def elsewhere(scope: Any, receive: Any, send: Any) -> None:
    """A fake site: its status 299 shows that a request was passed on."""
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body"})


def site() -> Any:
    """Return the whole site; imported late, so that it reads the settings of the tests."""
    from config.asgi import application

    return application


def desk() -> MonitoringEndpoints:
    """Return new monitoring endpoints in front of the fake site."""
    return MonitoringEndpoints(elsewhere, Gate(elsewhere))


def at(work: Callable[[], Awaitable[T]], *, with_hub: bool = True) -> T:
    """Run `work` in a new event loop and stop its hub at the end; `with_hub` starts the hub first."""

    async def run() -> T:
        if with_hub:
            hub.current_hub()
        try:
            async with asyncio.timeout(30):
                return await work()
        finally:
            await hub.current_hub().stop()

    return asyncio.run(run())


def figures(front: MonitoringEndpoints | None = None, **headers: str) -> dict[str, float]:
    """Return the samples of `/metrics`."""
    answer = at(lambda: get(front or desk(), "/metrics", **headers))
    return read(answer.text)


def read(text: str) -> dict[str, float]:
    """Return each sample of Prometheus' text format by its name and the value of its label."""
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {":".join([one.name.removeprefix("livestall_"), *one.labels.values()]): one.value for one in samples}
