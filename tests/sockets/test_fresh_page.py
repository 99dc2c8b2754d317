"""`assert_page_stays_current` notices a missing and a wrong push, and accepts a right one."""

from functools import partial

import pytest
from django.test import Client

from tests.fresh_page import assert_no_push, assert_page_stays_current
from tests.sockets import declared_topics, live_test_site
from tests.sockets.declared_topics import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(settings):
    """Return Bob's client on the small site of the tests."""
    settings.ROOT_URLCONF = "tests.sockets.live_test_site"
    settings.ALLOWED_HOSTS = ["testserver"]
    live_test_site.basket["count"] = 0
    return Client()


@pytest.fixture
def holder(bob):
    """Return the name that Bob's topics bear."""
    return "v-" + bob.get("/basket/").wsgi_request.visitor.digest


def add(holder=None):
    live_test_site.basket["count"] += 1
    if holder:
        declared_topics.own.push(holder)


def test_a_nudge_that_is_sent_keeps_the_page_true(bob, holder):
    assert assert_page_stays_current(bob, "/basket/", lambda: add(holder)) == {f"test-own.{holder}"}


def test_a_nudge_that_is_forgotten_or_sent_to_another_is_noticed(bob):
    for topic in (None, "v-somebody-else"):
        with pytest.raises(AssertionError, match="shows something else"):
            assert_page_stays_current(bob, "/basket/", partial(add, topic))


def test_an_event_that_changes_nothing_proves_nothing(bob):
    with pytest.raises(AssertionError, match="changes nothing"):
        assert_page_stays_current(bob, "/basket/", lambda: None)


def test_a_shared_topic_must_render_the_same_as_the_page(bob, monkeypatch):
    def sell(text):
        shown["browser-level"], shown["level"] = "low", f'<p id="level">{text}</p>'
        declared_topics.shared.push("level")

    monkeypatch.setitem(shown, "browser-level", "plenty")
    with pytest.raises(AssertionError, match="shows something else"):
        assert_page_stays_current(bob, "/level/", lambda: sell("high"))
    monkeypatch.setitem(shown, "browser-level", "plenty")
    assert assert_page_stays_current(bob, "/level/", lambda: sell("low")) == {"test-shared.level"}


def test_a_push_to_a_stranger_is_noticed(bob, holder):
    assert_no_push(bob, "/basket/", lambda: add("v-somebody-else"))
    with pytest.raises(AssertionError, match="gets pushes by"):
        assert_no_push(bob, "/basket/", lambda: add(holder))
