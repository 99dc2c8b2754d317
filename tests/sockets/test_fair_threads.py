"""Sockets share the database threads fairly, and overload drops no existing subscription."""

import time

import pytest

from config.live import authorization
from marketplace.accounts.visitors import Visitor
from tests.sockets import declared_topics

pytestmark = pytest.mark.django_db(transaction=True)
TOKENS, SOCKETS = 20, 18


@pytest.fixture
def slow(monkeypatch):
    """Each look at a private topic takes a while."""

    def look(subscriber, key):
        time.sleep(0.05)
        return key.startswith("any") or key == subscriber.owner_key

    monkeypatch.setattr(declared_topics.own, "allow", look)


def test_one_visitors_sockets_do_not_keep_others_from_listening(visit, slow):
    mallory = Visitor.new()
    pages = [visit(mallory) for _ in range(SOCKETS)]
    for page in pages:
        for _ in range(4):
            page.say("subscribe", tokens=[page.token(f"test-own.any{number}") for number in range(TOKENS)], since=0)
    bob = visit()
    topic = f"test-own.v-{bob.visitor.digest}"
    began = time.monotonic()
    assert bob.listen(topic) == {topic: "stale"}
    assert time.monotonic() - began < 1.5
    declared_topics.push(topic)
    assert bob.hear("nudge", timeout=2)


def test_a_subscription_survives_while_the_database_is_away(visit, monkeypatch, settings):
    settings.LIVE_RECHECK_SECONDS = 0.2
    page = visit()
    topic = f"test-own.v-{page.visitor.digest}"
    page.listen(topic)
    real = authorization._refusals

    def broken(*args):
        raise ConnectionError

    monkeypatch.setattr(authorization, "_refusals", broken)
    time.sleep(0.7)
    declared_topics.push(topic)
    assert page.hear()["kind"] == "nudge"
    assert page.listen(topic) == {topic: "try later"}
    declared_topics.push(topic)
    assert page.hear("nudge")
    monkeypatch.setattr(authorization, "_refusals", real)
    monkeypatch.setattr(declared_topics.own, "allow", lambda subscriber, key: False)
    assert page.hear("state", timeout=2)["topics"] == {topic: "gone"}
    declared_topics.push(topic)
    assert page.hears_nothing()


def test_a_session_that_ended_meanwhile_is_noticed_once_it_can_be_asked(visit, monkeypatch, settings):
    settings.LIVE_RECHECK_SECONDS = 0.2
    page = visit()
    topic = f"test-own.v-{page.visitor.digest}"
    page.listen(topic)
    answers = iter([ConnectionError, ConnectionError])

    def at_first_broken(claims, session_key):
        if failure := next(answers, None):
            raise failure
        return {claim.address: "gone" for claim in claims}

    monkeypatch.setattr(authorization, "_refusals", at_first_broken)
    assert page.hear("state", timeout=3)["topics"] == {topic: "gone"}
