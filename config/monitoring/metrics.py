"""The site's metrics for Prometheus, read from plain numbers at the moment of the request."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from config.live.hub import current_hub
from config.live.metrics import totals
from config.live.publisher import queue_length
from config.monitoring.readiness import UP, Snapshot

CONTENT_TYPE = CONTENT_TYPE_LATEST


class Gate(Protocol):
    """The admission gate: `in_line` requests wait, `refused` were turned away."""

    in_line: int
    refused: int


def render_metrics(gate: Gate, look: Snapshot) -> bytes:
    """Return the metrics of this process and its surroundings, in Prometheus' text format."""
    return generate_latest(REGISTRY) + generate_latest(_SiteCollector(gate, look))


@dataclass(eq=False)
class _SiteCollector(Collector):
    gate: Gate
    look: Snapshot

    def collect(self) -> Iterator[Metric]:
        yield _gauge("requests_waiting", "Requests in line at the admission gate.", self.gate.in_line)
        yield _counter("requests_refused", "Requests that the admission gate turned away.", self.gate.refused)
        yield from self._live()
        yield from self._tasks()

    def _live(self) -> Iterator[Metric]:
        live = current_hub()
        yield _gauge("sockets", "Open sockets.", len(live.sockets))
        yield _gauge("topics", "Topics that the hub carries.", len(live.logs))
        yield _gauge("hub_up", "Whether the hub listens to Redis.", live.subscriber.is_up)
        if (lag := live.subscriber.lag) is not None:
            yield _gauge("hub_lag_seconds", "Round trip of the hub's last ping to itself through Redis.", lag)
        yield _counter("frames", "Frames of topics handed to sockets.", totals.frames)
        yield _counter("sockets_overflowed", "Sockets closed because too much waited for them.", totals.overflows)
        yield _counter("pushes_published", "Live messages that Redis took.", totals.published)
        yield _counter("pushes_dropped", "Live messages dropped because Redis was away.", totals.dropped)
        yield _gauge("pushes_waiting", "Live messages that wait for Redis.", queue_length())

    def _tasks(self) -> Iterator[Metric]:
        parts = GaugeMetricFamily("livestall_part_up", "Whether a part that /readyz names is up.", labels=["part"])
        for part, state in self.look.parts.items():
            parts.add_metric([part], state == UP)
        yield parts
        if self.look.parts["database"] == UP:
            ages = GaugeMetricFamily("livestall_task_age_seconds", "Since a task last ended well.", labels=["task"])
            for name in sorted(str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()):
                ages.add_metric([name], self.look.ages.get(name, float("inf")))
            yield ages


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"livestall_{name}", meaning, value=value)


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(f"livestall_{name}", meaning, value=value)
