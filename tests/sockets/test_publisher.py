"""The publisher: bounded, working after a fork, and flushed before a short process ends."""

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from config import live
from config.live import publisher
from config.live.publisher import Publisher
from tests.sockets import declared_topics

ROOT = Path(__file__).parents[2]
SCRIPT = """
import os, sys, time
from django.conf import settings
hosts = [{{"address": sys.argv[1], "socket_connect_timeout": 1}}]
settings.configure(CHANNEL_LAYERS={{"default": {{"CONFIG": {{"hosts": hosts, "prefix": "{prefix}"}}}}}})
from config.live import publisher
def push(topic):
    publisher.publish(topic, {{"type": "frame", "topic": topic, "frame": topic}})
{body}
"""


def run(redis_url: str, body: str) -> str:
    """Run a short process of the site and return its output."""
    command = [sys.executable, "-c", SCRIPT.format(body=body, prefix=os.environ["REDIS_PREFIX"]), redis_url]
    return subprocess.run(command, cwd=ROOT, timeout=60, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def passing(redis_server):
    """Return a function that lists the topics published through Redis since, in order."""
    from config.live.layers import new_layer

    listener = redis_server.client().pubsub(ignore_subscribe_messages=True)
    listener.psubscribe(f"{os.environ['REDIS_PREFIX']}__group__passing*")
    listener.get_message(timeout=1)

    def passing(count):
        codec = new_layer().channel_layer
        heard = (listener.get_message(timeout=1) for _ in range(count + 2))
        return [codec.deserialize(message["data"])["topic"] for message in heard if message]

    return passing


@pytest.mark.slow
def test_a_process_that_ends_at_once_has_published_before(redis_server, passing):
    run(redis_server.url, "for number in range(3): push(f'passing.{number}')")
    assert passing(3) == ["passing.0", "passing.1", "passing.2"]


@pytest.mark.slow
def test_a_process_that_ends_while_redis_is_gone_takes_two_seconds_more_at_most(tmp_path):
    body = "push('passing.1'); start = time.monotonic(); done = publisher.flush(); print(time.monotonic() - start)"
    assert 1.9 < float(run(f"unix://{tmp_path}/nothing", body + "; os._exit(0)")) < 2.5


@pytest.mark.slow
def test_a_forked_child_publishes_for_itself_and_nothing_twice(redis_server, passing):
    child = "if os.fork() == 0: push('passing.child'); publisher.flush(); os._exit(0)"
    body = f"push('passing.parent')\n{child}\nos.wait()"
    run(redis_server.url, body)
    assert sorted(passing(2)) == ["passing.child", "passing.parent"]


def test_a_full_queue_drops_its_oldest_messages_and_their_topics_become_stale(visit, redis_server, settings, unwatched):
    settings.LIVE_QUEUE = 2
    page = visit()
    names = [f"test-state.q{number}" for number in range(6)]
    page.listen(*names)
    redis_server.freeze()
    for name in names:
        declared_topics.push(name)
    redis_server.thaw()
    assert live.flush(10)
    heard = [page.hear(timeout=5) for _ in names]
    nudged = [frame["topic"] for frame in heard if frame["kind"] == "nudge"]
    stale = {topic for frame in heard if frame["kind"] == "state" for topic in frame["topics"]}
    assert {*nudged, *stale} == {*names}
    assert nudged[-2:] == names[-2:]
    assert stale


@pytest.mark.parametrize(
    ("is_away", "why"), [(False, "More came at once than Redis takes"), (True, "Redis has been away")]
)
def test_the_log_says_once_why_messages_are_dropped(settings, monkeypatch, caplog, is_away, why):
    settings.LIVE_QUEUE = 2
    begun, free = threading.Event(), threading.Event()

    async def send(self: Publisher, group: str, message: object) -> bool:
        begun.set()
        return free.is_set() if is_away else free.wait(5)

    monkeypatch.setattr(Publisher, "_send", send)
    line = Publisher()
    line.publish("logged", {})
    assert begun.wait(5)
    time.sleep(0.05)  # a try that fails is known as such only after it
    for _ in range(6):
        line.publish("logged", {})
    free.set()
    assert line.flush(10)
    # Threads of an earlier test may log as well.
    log_texts = [
        text for name, level, text in caplog.record_tuples if (name, level) == (Publisher.__module__, logging.ERROR)
    ]
    assert [text.partition(":")[0] for text in log_texts] == [why + " for too long" * is_away]


def test_flushing_an_idle_publisher_takes_no_time():
    assert Publisher().flush(0)


def test_an_unencodable_message_is_dropped_without_blocking_others(visit):
    page = visit()
    page.listen("test-state.half")
    publisher.publish("test-state.half", {"type": "frame", "topic": "test-state.half", "frame": "\ud800"})
    declared_topics.states.push("half", version=2)
    assert page.hear("nudge")["version"] == 2
