"""Pushes between rendering and subscribing are replayed, or the page is asked to re-read."""

import time

import pytest

from tests.sockets import declared_topics


@pytest.fixture
def aged(monkeypatch, visit):
    """Return a function that opens a page rendered some seconds ago and subscribes with its token."""

    def aged(topic, seconds):
        page = visit()
        now = time.time()
        with monkeypatch.context() as past:
            past.setattr("config.live.tokens.time.time", lambda: now - seconds)
            return page, page.token(topic)

    return aged


@pytest.fixture
def carried(visit, settings):
    """Return a function that makes the hub carry a topic for longer than the slack."""
    settings.LIVE_SLACK_SECONDS = 0.1

    def carried(topic):
        page = visit()
        page.listen(topic)
        time.sleep(0.5)
        return page

    return carried


def test_a_topic_the_hub_has_only_just_joined_is_stale(visit):
    assert visit().listen("test-state.gap1") == {"test-state.gap1": "stale"}


def test_a_topic_the_hub_carried_all_along_is_live_at_once(visit, carried):
    carried("test-state.gap2")
    assert visit().listen("test-state.gap2") == {"test-state.gap2": "live"}


def test_only_frames_after_the_rendering_are_replayed(aged, carried):
    keeper = carried("test-state.gap3")
    declared_topics.states.push("gap3", version=1)
    keeper.hear("nudge")
    for seconds, replayed in ((0.3, True), (-0.5, False)):
        page, token = aged("test-state.gap3", seconds)
        page.say("subscribe", tokens=[token])
        first = page.hear()
        assert first == {"kind": "nudge", "topic": "test-state.gap3", "version": 1} if replayed else first["topics"]


def test_a_page_older_than_the_hubs_log_is_stale(aged, carried):
    carried("test-state.gap4")
    page, token = aged("test-state.gap4", 60)
    assert page.show(token) == {"test-state.gap4": "stale"}


def test_a_page_that_comes_back_names_the_moment_up_to_which_it_heard_all(aged, carried):
    carried("test-state.gap5")
    page, token = aged("test-state.gap5", 60)
    assert page.show(token, since=time.time()) == {"test-state.gap5": "live"}


def test_a_partial_read_again_by_the_same_page_is_live_and_repeats_no_nudge(carried):
    page = carried("test-state.gap6")
    declared_topics.states.push("gap6")
    page.hear("nudge")
    page.say("subscribe", tokens=[page.token("test-state.gap6")])
    assert page.hear()["topics"] == {"test-state.gap6": "live"}


@pytest.mark.slow
def test_a_topic_without_listeners_is_carried_on_for_a_while(visit, carried, settings):
    settings.LIVE_LINGER_SECONDS = 0.6
    carried("test-state.gap7").leave()
    time.sleep(0.3)
    back = visit()
    assert back.listen("test-state.gap7") == {"test-state.gap7": "live"}
    back.leave()
    time.sleep(0.9)
    assert visit().listen("test-state.gap7") == {"test-state.gap7": "stale"}


def test_facts_too_many_to_keep_make_older_pages_stale(aged, carried, settings):
    settings.LIVE_KEEP_FRAMES = 3
    keeper = carried("test-fact.gap8")
    for number in range(5):
        declared_topics.facts.relay("gap8", number, exclude="")
    while keeper.hear("signal")["data"] != 4:
        pass
    page, token = aged("test-fact.gap8", 0.3)
    assert page.show(token) == {"test-fact.gap8": "stale"}


def test_where_no_facts_are_kept_every_gap_makes_a_page_stale(aged, carried, settings):
    settings.LIVE_KEEP_FRAMES = 0
    keeper = carried("test-fact.gap9")
    page, token = aged("test-fact.gap9", 0.3)
    declared_topics.facts.relay("gap9", 1, exclude="")
    keeper.hear("signal")
    assert page.show(token) == {"test-fact.gap9": "stale"}
