"""Old page + event = fresh page: after its pushes, an open page equals a newly rendered one."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from django.test import Client, TestCase
from django.test.html import Element, parse_html

from config.live import topics

NEVER_EQUAL = {"token", "nonce", "data-now", "data-copy", "data-read"}
"""Attributes that differ in each rendering: tokens of topics, times, signatures with a time, and values that a script
reads once, when the page opens."""
UNSEEN = {"toasts-skip"}
"""Elements without visible content: data of the toasts for their script."""
ONCE = {"csrfmiddlewaretoken", "key", "copy"}
"""Fields whose value is made anew for each rendering."""


def assert_page_stays_current(
    client: Client, url: str, event: Callable[[], object], *, whole: bool = False
) -> set[str]:
    """Assert that `url`, opened by `client` before `event`, equals a fresh page after its pushes, and has changed.

    With `whole` the page is read as a browser opens it, even if the URL answers htmx with a partial. Returns the topics
    that changed the page; pushes to topics outside the page are ignored.
    """
    old = _read(client, url, whole=whole)
    shown = set(_topics(old))
    pushed, page, before = set(), old, _plain(old)
    for topic, message in capture_pushes(event):
        if topic in shown:
            pushed.add(topic)
            page = _applied(page, topic, message, client, url)
    fresh = _read(client, url, whole=whole)
    if whole:
        # The toast of a reader's own purchase waits on an open page until its script removes it.
        for node in [*_elements(page), *_elements(fresh)]:
            if _id(node) == "toasts-waiting":
                node.children.clear()
    assert _plain(page) == _plain(fresh), f"{url} shows something else than a fresh page after {pushed or 'no push'}"
    assert _ids_twice(page) == [], f"{url} has ids twice after {pushed}"
    assert _plain(fresh) != before, f"the event changes nothing at {url}"
    return pushed


def assert_no_push(client: Client, url: str, event: Callable[[], object]) -> None:
    """Assert that `event` pushes nothing to the topics of `url`, opened by `client`."""
    shown = set(_topics(_read(client, url)))
    assert shown, f"{url} listens to nothing"
    pushed = shown & {topic for topic, _ in capture_pushes(event)}
    assert not pushed, f"{url} gets pushes by {pushed}"


def capture_pushes(event: Callable[[], object]) -> list[tuple[str, dict[str, Any]]]:
    """Return the pushes of `event` after its commit, as (topic, message); nothing reaches Redis."""
    return [
        (each.get("topic", group), each)
        for group, message in capture_published(event)
        for each in message.get("many", [message])
    ]


def capture_published(event: Callable[[], object]) -> list[tuple[str, dict[str, Any]]]:
    """Return the messages that `event` publishes after its commit, as (group, message); nothing reaches Redis."""
    pushed: list[tuple[str, dict[str, Any]]] = []

    def publish(group: str, message: dict[str, Any]) -> None:
        pushed.append((group, message))

    with (
        patch("config.live.topics.publish", publish),
        patch("config.live.control.publish", publish),
        TestCase.captureOnCommitCallbacks(execute=True),
    ):
        event()
    return pushed


def _read(client: Client, url: str, *, whole: bool = False) -> Element:
    response = client.get(url, headers={} if whole else {"HX-Request": "true"})
    assert response.status_code == 200, f"{url} answers {response.status_code}"
    return parse_html(f"<page>{response.content.decode()}</page>")


def _applied(page: Element, topic: str, message: dict[str, Any], client: Client, url: str) -> Element:
    if message["type"] == "dirty":
        declared, key = topics.find_topic(topic)
        assert declared.render is not None
        if any(_attribute(one, "data-follow") == "all" for one in _elements(page)):
            return _reread_all(page, topic, client, url)
        parts = [[message.get("part", "")]] if declared.treatment is topics.ROWS else []
        return _swapped(page, parse_html(f"<page>{declared.render(key, *parts) or ''}</page>"))
    frame = json.loads(message["frame"])
    if frame["kind"] != "nudge":
        return _swapped(page, parse_html(frame["html"]))
    shown = [int(_attribute(one, "version", "0")) for one in _listening(page, topic)]
    is_newer = shown and (frame.get("version") or 10**9) > max(shown)
    return _reread_all(page, topic, client, url) if is_newer else page


def _listening(page: Element, topic: str) -> list[Element]:
    return [one for one in _elements(page) if one.name == "live-topic" and _topics(one) == [topic]]


def _reread_all(page: Element, topic: str, client: Client, url: str) -> Element:
    for src in dict.fromkeys(_attribute(one, "src") for one in _listening(page, topic)):
        page = _reread(page, src, client, url) if src else page
    return page


def _reread(page: Element, src: str, client: Client, url: str) -> Element:
    """Replace each element of the page that is in the answer of a partial's URL, as a browser does."""
    html = _read(client, src if src.startswith("/") else url.split("?")[0] + src)
    for node in _elements(html):
        kept = _by_id(page, _id(node)) if "hx-preserve" in dict(node.attributes) else None
        if kept is not None:
            _replace(html, kept)
    return _swapped(page, html)


def _swapped(page: Element, html: Element) -> Element:
    for node in _roots(html):
        if top_of := _attribute(node, "data-top-of"):
            _put_on_top(page, node, top_of)
            continue
        style, _, target = _attribute(node, "hx-swap-oob", "true").partition(":")
        if style in {"beforeend", "afterbegin"}:
            holder = _by_id(page, target.removeprefix("#"))
            if holder is not None:
                at = len(holder.children) if style == "beforeend" else 0
                holder.children[at:at] = [child for child in node.children if not _replace(page, child)]
        elif style == "delete":
            _replace(page, node, target.removeprefix("#"), with_nothing=True)
        else:
            _replace(page, node)
    return page


def _put_on_top(page: Element, row: Element, list_id: str) -> None:
    top = _by_id(page, list_id)
    if top is not None:
        top.children = [child for child in top.children if _id(child) != _id(row)]
        top.children[:0] = [] if "data-gone" in dict(row.attributes) else [row]


def _replace(page: Element, node: Any, node_id: str = "", *, with_nothing: bool = False) -> bool:
    node_id = node_id or _id(node)
    for parent in _elements(page):
        for place, child in enumerate(parent.children):
            if node_id and _id(child) == node_id:
                kept = [one for one in _elements(child) if one.name == "live-topic"]
                parent.children[place : place + 1] = [] if with_nothing else [node]
                if not with_nothing and not any(one.name == "live-topic" for one in _elements(node)):
                    node.children += kept
                return True
    return False


def _roots(html: Element) -> list[Element]:
    is_one = html.name not in {None, "", "page"}
    return [html] if is_one else [child for child in html.children if isinstance(child, Element)]


def _elements(node: Any) -> list[Element]:
    if not isinstance(node, Element):
        return []
    return [node, *(inner for child in node.children for inner in _elements(child))]


def _attribute(node: Any, name: str, default: str = "") -> str:
    return dict(node.attributes).get(name) or default if isinstance(node, Element) else default


def _id(node: Any) -> str:
    return _attribute(node, "id")


def _by_id(page: Element, node_id: str) -> Element | None:
    return next((one for one in _elements(page) if _id(one) == node_id), None)


def _ids_twice(page: Element) -> list[str]:
    found = Counter(_id(one) for one in _elements(page) if _id(one))
    return [name for name, times in found.items() if times > 1]


def _topics(page: Element) -> list[str]:
    return [_attribute(one, "token").split(":")[0] for one in _elements(page) if one.name == "live-topic"]


def _plain(node: Any, *, is_closed: bool = False) -> Any:
    """Return the page as nested tuples, without values that differ in every rendering and without hidden elements."""
    if not isinstance(node, Element):
        return " ".join(str(node).split())
    is_closed = is_closed or (node.name == "page" and any("data-closed" in dict(n.attributes) for n in _elements(node)))
    if node.name == "script" or _id(node) in UNSEEN or "data-toast-own" in dict(node.attributes):
        return None
    if is_closed and _attribute(node, "class") == "composer":
        # A closed room keeps its composer with the typed text, hidden; a fresh page has no composer.
        return None
    is_new = node.name == "data" or _attribute(node, "name") in ONCE
    ignored = NEVER_EQUAL | {"hx-swap-oob"} | ({"value"} if is_new else set())
    attributes = [(name, value) for name, value in node.attributes if name not in ignored]
    children = [_plain(child, is_closed=is_closed) for child in node.children]
    return (node.name, sorted(attributes, key=str), [child for child in children if child])
