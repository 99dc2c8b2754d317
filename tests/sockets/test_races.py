"""Races between two awaits: a subscription while Redis fails, a permission revoked during its check."""

import asyncio
import threading
import time

import pytest
from django.test import Client

from config import live
from config.live import hub
from config.live.redis_subscriber import RedisSubscriber
from config.live.sockets import Socket
from config.live.tokens import read_token
from tests import cast
from tests.sockets import declared_topics
from tests.sockets.daphne_server import in_loop


def believed(page, topic, seconds):
    """Return the state of a topic on the page after `seconds`."""
    state, end = "", time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            frame = page.hear("state", timeout=max(0.01, end - time.monotonic()))
        except TimeoutError:
            break
        state = frame.get("all") or frame["topics"].get(topic, state)
    return state


@pytest.mark.slow
def test_a_page_that_joined_while_redis_went_does_not_believe_to_be_live(visit, redis_server):
    visit().listen("test-state.r1")
    page = visit()
    redis_server.freeze()
    page.say("subscribe", tokens=[page.token(f"test-state.r{number}") for number in (1, 2, 3)])
    assert believed(page, "test-state.r1", 2) == "degraded"


@pytest.fixture
def held_up(monkeypatch):
    """Pause a subscription between its permission check and the topic; each call of the result lets it continue."""
    reached, go = threading.Event(), threading.Event()
    join = RedisSubscriber.subscribe

    async def held_up(self, group):
        reached.set()
        while not go.is_set():
            await asyncio.sleep(0.01)
        await join(self, group)

    monkeypatch.setattr(RedisSubscriber, "subscribe", held_up)
    yield reached, go
    go.set()


@pytest.mark.django_db(transaction=True)
def test_a_permission_revoked_during_its_check_ends_the_subscription(visit, monkeypatch, held_up):
    client, user = Client(), cast.person("Bob Buyer")
    client.force_login(user)
    page, topic = visit(session_key=client.session.session_key), f"test-own.u-{user.pk}"
    reached, go = held_up
    page.say("subscribe", tokens=[page.token(topic, user.pk)])
    assert reached.wait(3)
    monkeypatch.setattr(declared_topics.own, "allow", lambda subscriber, key: False)
    live.recheck_sockets(user.pk)
    time.sleep(0.1)
    go.set()
    assert believed(page, topic, 2) == "gone"


def test_a_subscription_that_is_given_up_leaves_nothing_behind(visit, settings, held_up):
    settings.LIVE_LINGER_SECONDS = 0.1
    page = visit()
    claim = read_token(page.token("test-state.r4"), page.visitor.digest)

    async def give_up():
        socket = Socket(lambda message: asyncio.sleep(0), lambda topic: None, page.visitor.digest, None)
        work = asyncio.create_task(hub.current_hub().subscribe(socket, [claim], 0))
        await asyncio.sleep(0.05)
        work.cancel()
        await asyncio.wait([work])
        socket.stop()
        await asyncio.sleep(0.3)
        return claim.address in hub.current_hub().logs

    assert not in_loop(give_up)


@pytest.mark.slow
def test_a_topic_that_could_not_be_joined_on_the_old_line_does_not_break_the_new_one(visit, redis_server, monkeypatch):
    subscribe, reached, go = RedisSubscriber._add_groups, threading.Event(), threading.Event()

    async def hung(self, layer, groups):
        if groups != ["test-state.r6"]:
            return await subscribe(self, layer, groups)
        reached.set()
        while not go.is_set():
            await asyncio.sleep(0.01)
        raise TimeoutError

    monkeypatch.setattr(RedisSubscriber, "_add_groups", hung)
    page, late = visit(), visit()
    page.listen("test-state.r5")
    late.say("subscribe", tokens=[late.token("test-state.r6")])
    assert reached.wait(3)
    redis_server.client().client_kill_filter(_type="pubsub")
    assert believed(page, "test-state.r5", 2) == "stale"
    go.set()
    assert late.hear("state")["topics"] == {"test-state.r6": "stale"}
    assert page.hears_nothing(1)
