"""Redis killed, restarted, frozen or cut off: no request waits, no socket closes, pages are told to read again."""

import time

import pytest

from config import live
from tests.sockets import topics


@pytest.fixture(autouse=True)
def _impatient(settings):
    settings.LIVE_PING_SECONDS = settings.LIVE_REDIS_SECONDS = settings.LIVE_PUSH_SECONDS = 0.3


@pytest.fixture
def frozen(redis_server):
    """Freeze Redis for the length of a test, unless the test thaws it before."""
    redis_server.freeze()
    yield redis_server
    redis_server.thaw()
    live.flush(10)


def all_states(page, wanted, timeout=8):
    while page.hear("state", timeout).get("all") != wanted:
        pass


def test_a_push_costs_a_request_nothing_while_redis_hangs(visit, frozen):
    slowest = 0.0
    for number in range(200):
        started = time.perf_counter()
        live.push("test-state.hang", version=number)
        slowest = max(slowest, time.perf_counter() - started)
        time.sleep(0.002)
    assert slowest < 0.005


def test_what_was_pushed_while_redis_hung_arrives_when_it_is_back_in_order_and_once(visit, redis_server):
    page = visit()
    page.listen("test-state.thaw")
    redis_server.freeze()
    for number in range(5):
        live.push("test-state.thaw", version=number + 1)
    all_states(page, "degraded")
    redis_server.thaw()
    live.flush(10)
    versions = []
    while versions[-1:] != [5]:
        frame = page.hear(timeout=8)
        versions += [frame["version"]] if frame["kind"] == "nudge" else []
    assert versions == sorted(set(versions))


def test_a_page_may_subscribe_while_redis_hangs_and_is_told_when_it_is_back(visit, redis_server):
    early = visit()
    early.listen("test-state.early")
    redis_server.freeze()
    page = visit()
    started = time.monotonic()
    assert page.listen("test-state.late") == {"test-state.late": "degraded"}
    assert time.monotonic() - started < 2
    redis_server.thaw()
    all_states(page, "stale")
    live.push("test-state.late")
    assert page.hear("nudge", timeout=8)


def test_a_restart_of_redis_closes_no_socket_and_pages_read_again(visit, redis_server):
    page = visit()
    page.listen("test-state.restart")
    redis_server.stop()
    all_states(page, "degraded")
    redis_server.start()
    all_states(page, "stale")
    live.push("test-state.restart")
    assert page.hear("nudge")


def test_a_connection_lost_between_two_pings_is_noticed_all_the_same(visit, redis_server, settings):
    page = visit()
    page.listen("test-state.blink")
    settings.LIVE_PING_SECONDS = 60
    time.sleep(0.5)
    redis_server.client().client_kill_filter(_type="pubsub")
    all_states(page, "stale")
    live.push("test-state.blink")
    assert page.hear("nudge")


def test_an_emptied_redis_changes_nothing(visit, redis_server):
    page = visit()
    page.listen("test-state.empty")
    redis_server.client().flushall()
    live.push("test-state.empty")
    assert page.hear()["kind"] == "nudge"


def test_after_an_outage_those_who_may_no_longer_listen_are_cut(visit, redis_server, monkeypatch):
    monkeypatch.setattr("config.live.hub._SPREAD_SECONDS", 0.2)
    guest, public = visit(), visit()
    own = f"test-own.v-{guest.visitor.digest}"
    guest.listen(own)
    public.listen("test-state.kept")
    redis_server.stop()
    all_states(guest, "degraded")
    monkeypatch.setattr(topics.own, "may", lambda asker, key: False)
    redis_server.start()
    all_states(guest, "stale")
    assert guest.hear("state")["topics"] == {own: "gone"}
    live.push("test-state.kept")
    assert public.hear("nudge")
