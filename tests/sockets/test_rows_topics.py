"""ROWS topics: changed rows are rendered once for all subscribers, at most once a second."""

import time

from tests.sockets import declared_topics
from tests.sockets.declared_topics import rendered_parts


def test_only_the_parts_that_changed_are_rendered_and_sent(visit):
    page, other = visit(), visit()
    page.listen("test-rows.r1")
    other.listen("test-rows.r0")
    declared_topics.rows.push("r1", part="a")
    assert page.hear("html")["html"] == "<p>a</p>"
    assert other.hears_nothing()


def test_a_burst_is_folded_and_rendered_once_for_everybody(visit, settings):
    settings.LIVE_SHARED_SECONDS = 0.4
    pages = [visit(), visit()]
    for page in pages:
        page.listen("test-rows.r2")
    for number in range(30):
        declared_topics.rows.push("r2", part=f"{number % 3}")
        time.sleep(0.005)
    for page in pages:
        first, second = (page.hear("html")["html"] for _ in range(2))
        assert first.startswith("<p>0</p>")
        assert second == "<p>0</p><p>1</p><p>2</p>"
        assert page.hears_nothing()
    assert len(rendered_parts["r2"]) == 2


def test_a_page_that_was_on_its_way_gets_every_part_it_missed(visit, settings):
    settings.LIVE_SHARED_SECONDS = 0.05
    settings.LIVE_SLACK_SECONDS = 0
    first, late = visit(), visit()
    first.listen("test-rows.r3")
    time.sleep(0.01)
    token = late.token("test-rows.r3")
    for part in "xy":
        declared_topics.rows.push("r3", part=part)
        assert first.hear("html")["html"] == f"<p>{part}</p>"
        time.sleep(0.1)
    late.say("subscribe", tokens=[token], since=0)
    assert [late.hear("html")["html"] for _ in "xy"] == ["<p>x</p>", "<p>y</p>"]
    assert late.hear("state")["topics"] == {"test-rows.r3": "live"}


def test_a_failed_rendering_is_tried_again(visit, settings):
    settings.LIVE_SHARED_SECONDS = 0.05
    page = visit()
    page.listen("test-rows.r4")
    declared_topics.rows.push("r4", part="fails-once")
    assert page.hear("html")["html"] == "<p>fails-once</p>"
