"""The publisher: bounded, alive after a fork, and emptied before a short process ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import live
from config.live.publisher import Publisher
from tests.sockets import topics  # noqa: F401

ROOT = Path(__file__).parents[2]
SCRIPT = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from config.live.publisher import publish
{body}
"""


def run(redis_url: str, body: str) -> subprocess.CompletedProcess:
    environment = os.environ | {"REDIS_URL": redis_url, "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-c", SCRIPT.format(body=body)]
    return subprocess.run(command, cwd=ROOT, env=environment, timeout=30, check=True, capture_output=True, text=True)


PUSH = 'publish("{0}", {{"type": "frame", "topic": "{0}", "frame": \'{{"kind":"nudge"}}\'}})'


def test_a_process_that_ends_at_once_has_published_before(visit, redis_server):
    page = visit()
    page.listen("test-state.exit")
    run(redis_server.url, PUSH.format("test-state.exit"))
    assert page.hear("nudge")


def test_a_process_that_ends_while_redis_is_gone_waits_two_seconds_at_most(tmp_path):
    body = "import time, atexit\nstart = time.monotonic()\n"
    body += "atexit.register(lambda: print(time.monotonic() - start))\n" + PUSH.format("test-state.exit")
    body += "\nfrom config.live.publisher import _publisher, flush\nstart = time.monotonic(); flush()"
    body += "; print(time.monotonic() - start); os._exit(0)"
    waited = float(run(f"unix://{tmp_path}/nothing", body).stdout.split()[0])
    assert 1.9 < waited < 2.5


def test_a_forked_child_publishes_for_itself_and_nothing_twice(visit, redis_server):
    page = visit()
    page.listen("test-state.parent", "test-state.child")
    body = f"""
{PUSH.format("test-state.parent")}
if os.fork() == 0:
    {PUSH.format("test-state.child")}
    from config.live.publisher import flush
    flush()
    os._exit(0)
os.wait()
"""
    run(redis_server.url, body)
    assert {page.hear("nudge").get("topic", "nudge") for _ in range(2)} == {"nudge"}
    assert page.hears_nothing()


def test_a_full_queue_drops_its_oldest_and_the_topics_of_what_was_dropped_become_stale(visit, redis_server, settings):
    settings.LIVE_QUEUE = 2
    settings.LIVE_PUSH_SECONDS = 0.3
    settings.LIVE_PING_SECONDS = 60
    page = visit()
    page.listen("test-state.q1", "test-state.q2", "test-state.q3", "test-state.q4")
    redis_server.freeze()
    for number in (1, 2, 3, 4):
        live.push(f"test-state.q{number}")
    redis_server.thaw()
    assert live.flush(10)
    heard = [page.hear(timeout=5) for _ in range(4)]
    nudged = {frame["topic"] for frame in heard if frame["kind"] == "nudge"}
    stale = {topic for frame in heard if frame["kind"] == "state" for topic in frame["topics"]}
    assert nudged | stale == {f"test-state.q{number}" for number in (1, 2, 3, 4)}
    assert stale
    assert {"test-state.q3", "test-state.q4"} <= nudged


@pytest.mark.django_db
def test_flushing_an_idle_publisher_takes_no_time():
    assert Publisher().flush(0)
