"""Typing and presence are relayed to current subscribers and never stored."""

import time

from tests.sockets.declared_topics import here


def test_a_signal_reaches_the_others_as_the_topic_words_it(visit):
    bob, alice, mallory = visit(), visit(), visit()
    for page in (bob, alice):
        page.listen("test-typing.1")
    mallory.listen("test-typing.2")
    bob.say("signal", topic="test-typing.1", data="typing")
    frame = alice.hear("signal")
    assert frame["data"] == {"who": f"v-{bob.visitor.digest}"}
    assert bob.hears_nothing()
    assert mallory.hears_nothing()


def test_a_signal_is_not_replayed(visit):
    bob, alice = visit(), visit()
    bob.listen("test-typing.3")
    alice.listen("test-typing.3")
    bob.say("signal", topic="test-typing.3", data="typing")
    alice.hear("signal")
    late = visit()
    late.listen("test-typing.3")
    assert late.hears_nothing()


def test_signals_are_refused_where_the_topic_takes_none_or_the_page_does_not_listen(visit):
    page = visit()
    page.listen("test-fact.1")
    for topic in ("test-fact.1", "test-typing.4", "unheard-of.1"):
        page.say("signal", topic=topic, data="typing")
        assert page.hear("error")["reason"] == "no signals here"


def test_a_signal_the_topic_drops_or_chokes_on_goes_nowhere(visit):
    bob, alice = visit(), visit()
    for page in (bob, alice):
        page.listen("test-typing.5")
    for data in ("nonsense", "fail", {"deep": [1]}):
        bob.say("signal", topic="test-typing.5", data=data)
    assert alice.hears_nothing()
    bob.say("ping")
    assert bob.hear("pong")


def test_a_presence_topic_is_called_at_every_heartbeat(visit, settings):
    settings.LIVE_HEARTBEAT_SECONDS = 0.2
    page = visit()
    page.listen("test-typing.6")
    for _ in range(3):
        page.hear("ping")
        page.say("pong")
    time.sleep(0.1)
    assert here.count("6") >= 3
