"""Redis killed, restarted, frozen or cut off: no request waits, no socket closes, and pages re-read."""

import statistics
import time

import pytest

from tests.sockets import declared_topics


def all_states(page, wanted, timeout=8):
    while page.hear("state", timeout).get("all") != wanted:
        pass


def test_a_push_costs_a_request_nothing_while_redis_hangs(visit, redis_server):
    redis_server.freeze()
    costs = []
    for number in range(200):
        started = time.perf_counter()
        declared_topics.states.push("hang", version=number)
        costs.append(time.perf_counter() - started)
        time.sleep(0.002)
    # Waiting for Redis once would cost 0.5 s; a busy machine may hold any one call up a little.
    assert statistics.median(costs) < 0.005
    assert max(costs) < 0.25


@pytest.mark.slow
def test_a_hang_too_short_to_notice_loses_nothing_and_doubles_nothing(visit, redis_server, unwatched):
    page = visit()
    page.listen("test-state.thaw")
    redis_server.freeze()
    for number in range(5):
        declared_topics.states.push("thaw", version=number)
    time.sleep(0.8)
    redis_server.thaw()
    assert [page.hear("nudge", timeout=8)["version"] for _ in range(5)] == [0, 1, 2, 3, 4]
    assert page.hears_nothing()


@pytest.mark.slow
def test_a_page_may_subscribe_while_redis_hangs_and_is_notified_when_it_is_back(visit, redis_server):
    early = visit()
    early.listen("test-state.early")
    redis_server.freeze()
    page = visit()
    started = time.monotonic()
    assert page.listen("test-state.late") == {"test-state.late": "degraded"}
    assert time.monotonic() - started < 2
    redis_server.thaw()
    all_states(page, "stale")
    declared_topics.states.push("late")
    assert page.hear("nudge", timeout=8)


def test_a_restart_of_redis_closes_no_socket_and_pages_read_again(visit, redis_server):
    page = visit()
    page.listen("test-state.restart")
    redis_server.stop()
    all_states(page, "degraded")
    redis_server.start()
    all_states(page, "stale")
    declared_topics.states.push("restart")
    assert page.hear("nudge")


@pytest.mark.slow
def test_a_connection_lost_between_two_pings_is_noticed_all_the_same(visit, redis_server, unwatched):
    page = visit()
    page.listen("test-state.blink")
    redis_server.client().client_kill_filter(_type="pubsub")
    all_states(page, "stale")
    declared_topics.states.push("blink")
    assert page.hear("nudge")


def test_an_emptied_redis_changes_nothing(visit, redis_server):
    page = visit()
    page.listen("test-state.empty")
    redis_server.client().flushall()
    declared_topics.states.push("empty")
    assert page.hear()["kind"] == "nudge"


def test_after_an_outage_forbidden_subscriptions_end(visit, redis_server, monkeypatch):
    monkeypatch.setattr("config.live.hub._SPREAD_SECONDS", 0.2)
    guest, public = visit(), visit()
    own = f"test-own.v-{guest.visitor.digest}"
    guest.listen(own)
    public.listen("test-state.kept")
    redis_server.stop()
    all_states(guest, "degraded")
    monkeypatch.setattr(declared_topics.own, "allow", lambda subscriber, key: False)
    redis_server.start()
    all_states(guest, "stale")
    assert guest.hear("state")["topics"] == {own: "gone"}
    declared_topics.states.push("kept")
    assert public.hear("nudge")
