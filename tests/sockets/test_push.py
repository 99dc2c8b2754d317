"""A push reaches every subscribed page after the commit, and no other page."""

import pytest
from django.db import transaction

from config import live
from tests.sockets import declared_topics

HELLO = "sockets/hello.html"


@pytest.fixture(autouse=True)
def _templates(settings, tmp_path):
    folder = tmp_path / "sockets"
    folder.mkdir()
    (folder / "hello.html").write_text('<p id="hello">{{ name }}</p>{% csrf_token %}')
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]


def test_a_fact_reaches_every_listener_rendered_once_and_escaped(visit):
    pages = [visit(), visit()]
    for page in pages:
        page.listen("test-fact.1")
    declared_topics.facts.push("1", HELLO, {"name": "<b>Bob</b> ❤"})
    for page in pages:
        frame = page.hear("html")
        assert frame["topic"] == "test-fact.1"
        assert frame["html"] == '<p id="hello">&lt;b&gt;Bob&lt;/b&gt; ❤</p>'


def test_a_fact_does_not_reach_listeners_of_another_key(visit):
    page = visit()
    page.listen("test-fact.2")
    declared_topics.facts.push("3", HELLO, {})
    assert page.hears_nothing()


def test_a_nudge_carries_the_version_and_nothing_else(visit):
    page = visit()
    page.listen("test-state.1")
    declared_topics.states.push("1", version=7)
    assert page.hear() == {"kind": "nudge", "topic": "test-state.1", "version": 7}


def test_nothing_is_pushed_before_the_commit(visit):
    page = visit()
    page.listen("test-state.2")
    with transaction.atomic():
        declared_topics.states.push("2")
        assert page.hears_nothing()
    assert page.hear()["kind"] == "nudge"


def test_nothing_is_pushed_after_a_rollback(visit):
    page = visit()
    page.listen("test-state.3")
    with transaction.atomic():
        declared_topics.states.push("3")
        transaction.set_rollback(True)
    assert page.hears_nothing()


def test_an_unsubscribed_page_gets_no_push(visit):
    page = visit()
    page.listen("test-state.4", "test-state.5")
    page.say("unsubscribe", topics=["test-state.4"])
    page.say("ping")
    page.hear("pong")
    declared_topics.states.push("4")
    declared_topics.states.push("5")
    assert page.hear()["topic"] == "test-state.5"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("topic", "template", "error"),
    [
        ("nobody-declared.1", HELLO, LookupError),
        ("test-fact.1", None, ValueError),
        ("test-state.1", HELLO, ValueError),
        ("test-shared.1", HELLO, ValueError),
        ("test-fact. 1", HELLO, ValueError),
        ("test-fact." + "x" * 90, HELLO, ValueError),
    ],
)
def test_a_push_that_makes_no_sense_is_refused(topic, template, error):
    with pytest.raises(error):
        declared_topics.push(topic, template)


def test_many_topics_are_nudged_by_one_message_each_with_its_version(visit):
    page, other = visit(), visit()
    page.listen("test-state.m1", "test-state.m2")
    other.listen("test-state.m3")
    live.push_many([(declared_topics.states, "m1", 4), (declared_topics.states, "m2", None)])
    heard = {frame["topic"]: frame.get("version") for frame in (page.hear("nudge"), page.hear("nudge"))}
    assert heard == {"test-state.m1": 4, "test-state.m2": None}
    assert other.hears_nothing()


@pytest.mark.parametrize(
    ("topic", "key"), [(declared_topics.facts, "m1"), (declared_topics.typing, "m1"), (declared_topics.states, "m 1")]
)
def test_what_takes_a_template_and_a_malformed_key_are_refused_among_many(topic, key):
    with pytest.raises(ValueError, match=topic.name):
        live.push_many([(declared_topics.states, "m1", None), (topic, key, None)])
