"""SHARED topics are rendered from a fresh read, at most once a second, and sent when they changed."""

import time

from config import live
from tests.sockets import declared_topics
from tests.sockets.declared_topics import renders, shared, shown


def test_a_change_is_rendered_for_its_listeners_and_not_for_others(visit):
    shown["c1"] = '<p id="c1">3 left</p>'
    page, other = visit(), visit()
    page.listen("test-shared.c1")
    other.listen("test-shared.c0")
    declared_topics.shared.push("c1")
    assert page.hear("html")["html"] == shown["c1"]
    assert other.hears_nothing()


def test_a_burst_costs_two_renders_and_the_last_change_is_sent(visit, settings):
    settings.LIVE_SHARED_SECONDS = 0.4
    page = visit()
    page.listen("test-shared.c2")
    for number in range(20):
        shown["c2"] = str(number)
        declared_topics.shared.push("c2")
        time.sleep(0.005)
    heard = [page.hear("html")["html"]]
    while heard[-1] != "19":
        heard.append(page.hear("html")["html"])
    assert len(heard) == renders["c2"] == 2


def test_unchanged_html_is_not_sent(visit, settings):
    settings.LIVE_SHARED_SECONDS = 0.05
    page = visit()
    shown["c3"] = "same"
    page.listen("test-shared.c3")
    declared_topics.shared.push("c3")
    assert page.hear("html")
    declared_topics.shared.push("c3")
    assert page.hears_nothing()
    assert renders["c3"] == 2


def test_a_page_opened_between_two_changes_is_updated_even_if_they_cancel_out(visit, settings):
    settings.LIVE_SHARED_SECONDS = 0.05
    settings.LIVE_SLACK_SECONDS = 0
    first, late = visit(), visit()
    shown["c4"] = "a"
    first.listen("test-shared.c4")
    declared_topics.shared.push("c4")
    first.hear("html")
    time.sleep(0.1)
    late.listen("test-shared.c4")
    declared_topics.shared.push("c4")
    assert late.hear("html")["html"] == "a"
    assert first.hears_nothing()


def test_nothing_is_rendered_without_subscribers_and_the_next_page_re_reads(visit, settings):
    settings.LIVE_SLACK_SECONDS = 0
    page = visit()
    page.listen("test-shared.c5")
    page.leave()
    time.sleep(0.1)
    token_holder = visit()
    token = token_holder.token("test-shared.c5")
    declared_topics.shared.push("c5")
    live.flush()
    time.sleep(0.1)
    assert token_holder.show(token) == {"test-shared.c5": "stale"}
    assert renders["c5"] == 0


def test_a_failed_rendering_is_not_sent_and_stops_no_other(visit, settings, monkeypatch):
    settings.LIVE_SHARED_SECONDS = 0.05
    page = visit()
    page.listen("test-shared.c6")
    monkeypatch.setitem(shown, "c6", None)
    declared_topics.shared.push("c6")
    assert page.hears_nothing()
    shown["c6"] = "back"
    declared_topics.shared.push("c6")
    assert page.hear("html")["html"] == "back"


def test_a_rendering_failed_by_the_database_is_sent_when_it_is_back(visit, settings, monkeypatch):
    settings.LIVE_SHARED_SECONDS = 0.05
    tries: list[str] = []

    def render(key):
        tries.append(key)
        if len(tries) < 3:
            raise ConnectionError
        return "back"

    monkeypatch.setattr(shared, "render", render)
    page = visit()
    page.listen("test-shared.c7")
    declared_topics.shared.push("c7")
    assert page.hear("html")["html"] == "back"
    assert page.hears_nothing(0.5)
    assert len(tries) == 3


def test_a_partial_read_again_between_two_changes_that_cancel_out_is_put_right(visit, settings):
    page = visit()
    shown["between"] = "<p>A</p>"
    page.listen("test-shared.between")
    declared_topics.shared.push("between")
    assert page.hear("html")["html"] == "<p>A</p>"
    settings.LIVE_SLACK_SECONDS = 0
    page.listen("test-shared.between")  # with a state that was current for a moment
    declared_topics.shared.push("between")
    assert page.hear("html")["html"] == "<p>A</p>"
