"""The live script in Chromium: pushes, re-reads, replacements, no duplicates, and reconnection."""

import time

import pytest
from playwright.sync_api import expect

from config import live
from tests.browser import chromium
from tests.sockets import declared_topics, live_test_site
from tests.sockets.daphne_server import in_loop
from tests.sockets.declared_topics import shown

pytestmark = pytest.mark.slow

TOAST = '<div hx-swap-oob="beforeend:#toasts"><p id="{{ id }}" class="toast">{{ text }}</p></div>'


@pytest.fixture(scope="module")
def browser():
    with chromium.launched() as browser:
        yield browser


@pytest.fixture
def context(browser, visit, settings, tmp_path):
    (tmp_path / "toast.html").write_text(TOAST)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    settings.ROOT_URLCONF = "tests.sockets.live_test_site"
    settings.LIVE_SLACK_SECONDS = 0
    shown.pop("level", None)
    live_test_site.basket["count"] = 0
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def open_page(context, site):
    def open_page():
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
        page.add_init_script("""
            window.states = []; window.added = 0;
            document.addEventListener("live:state", (event) => states.push(event.detail.state));
            document.addEventListener("live:added", () => added++);
        """)
        page.goto(f"{site.origin}/live-test/")
        until(lambda: "live" in page.evaluate("states"))
        page.wait_for_timeout(500)
        live_test_site.reads.clear()
        return page

    return open_page


def until(happened, seconds=5):
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def holder(page):
    return page.evaluate("document.querySelector('#basket live-topic').topic")


def test_a_nudge_re_reads_the_partial_and_an_old_one_costs_nothing(open_page):
    page = open_page()
    live_test_site.basket["count"] = 3
    declared_topics.push(holder(page), version=3)
    expect(page.locator("#basket")).to_contain_text("3 in the basket")
    page.wait_for_timeout(300)
    assert live_test_site.reads == ["basket"]
    declared_topics.push(holder(page), version=3)
    page.wait_for_timeout(300)
    assert live_test_site.reads == ["basket"]
    assert page.problems == []


def test_a_stream_of_nudges_neither_starves_nor_floods(open_page):
    page = open_page()
    for number in range(1, 41):
        live_test_site.basket["count"] = number
        declared_topics.push(holder(page), version=number)
    expect(page.locator("#basket")).to_contain_text("40 in the basket")
    assert len(live_test_site.reads) < 40


def test_a_shared_level_replaces_the_shown_one_and_stays_subscribed(open_page):
    page = open_page()
    for level in ("low", "out"):
        shown["level"] = f'<p id="level">{level}</p>'
        declared_topics.shared.push("level")
        expect(page.locator("#level")).to_have_text(level)
    assert page.locator("#level").count() == 1


def test_a_fact_is_added_once_and_its_twin_replaces_it(open_page):
    page = open_page()
    for text in ("first", "<b>second</b>"):
        declared_topics.facts.push("toasts", "toast.html", {"id": "toast-1", "text": text})
        expect(page.locator("#toast-1")).to_have_text(text)
    assert page.locator(".toast").count() == 1
    assert page.evaluate("added") == 1


@pytest.mark.slow
def test_a_page_reconnects_after_a_loss_reads_missed_changes_and_shows_its_state(open_page, visit, monkeypatch):
    page = open_page()

    async def drop():
        from config.live import hub

        for socket in list(hub.current_hub().sockets):
            socket.close(1013)

    page.context.set_offline(True)
    in_loop(drop)
    expect(page.locator("#live-status")).to_be_visible(timeout=5000)
    live_test_site.basket["count"] = 9
    declared_topics.push(holder(page))
    page.context.set_offline(False)
    expect(page.locator("#basket")).to_contain_text("9 in the basket", timeout=15000)
    expect(page.locator("#live-status")).to_be_hidden()


@pytest.mark.slow
def test_where_sockets_are_refused_the_page_polls(open_page, settings):
    page = open_page()
    settings.LIVE_SOCKETS_PER_PERSON = 0
    page.reload()
    live_test_site.basket["count"] = 5
    page.wait_for_timeout(500)
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#basket")).to_contain_text("5 in the basket")
    expect(page.locator("#live-status")).to_be_hidden()


def test_a_form_without_a_token_is_sent_with_that_of_the_cookie(open_page):
    page = open_page()
    live_test_site.posted.clear()
    page.click("#form button")
    page.wait_for_url("**/forms/")
    assert live_test_site.posted[0]
    assert len(live_test_site.posted) == 1


def test_after_signing_out_elsewhere_the_page_connects_afresh(open_page):
    page = open_page()
    before = page.evaluate("states.length")
    live.cut_sockets(visitor=holder(page).removeprefix("test-own.v-"))
    until(lambda: "live" in page.evaluate("states")[before:])
    live_test_site.basket["count"] = 7
    declared_topics.push(holder(page))
    expect(page.locator("#basket")).to_contain_text("7 in the basket")


def test_the_facts_a_page_missed_are_added_without_touching_the_rest(open_page, visit):
    page = open_page()
    page.evaluate("document.querySelector('#toasts').insertAdjacentHTML('beforeend', '<p id=mine>mine</p>')")
    page.evaluate("Math.random = () => 0")
    in_loop(tell_stale)
    expect(page.locator("#toast-missed")).to_have_count(1)
    expect(page.locator("#mine")).to_have_count(1)


def test_pages_asked_to_re_read_do_so_at_different_times(open_page):
    page = open_page()
    page.evaluate("Math.random = () => 0.5")
    in_loop(tell_stale)
    page.wait_for_timeout(1000)
    assert live_test_site.reads == []
    expect(page.locator("#toast-missed")).to_have_count(1)


async def tell_stale():
    from config.live import hub, protocol

    for socket in hub.current_hub().sockets:
        socket.send(protocol.states({"test-fact.toasts": "stale"}))


def test_a_topic_whose_partial_leaves_the_page_is_left(open_page):
    page = open_page()
    topic = holder(page)
    page.evaluate("document.querySelector('#basket').remove()")
    until(lambda: topic not in in_loop(carried))
    assert page.evaluate("document.querySelector('#basket')") is None


async def carried():
    from config.live import hub

    return {topic for socket in hub.current_hub().sockets for topic in socket.claims}
