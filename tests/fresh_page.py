"""Old page + event = fresh page: what a push makes of an open page is what the server would render anew."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from django.test import Client, TestCase
from django.test.html import Element, parse_html

from config.live import topics

NEVER_EQUAL = {"token", "value", "nonce", "data-now", "data-copy"}
"""Attributes that differ from one rendering to the next: tokens of topics and forms, the clock, signatures by it."""


def assert_kept_true(client: Client, url: str, event: Callable[[], object]) -> set[str]:
    """Let `event` happen while `client` shows `url`; assert that the page ends as a fresh one looks, and differs.

    Returns the topics through which it was told. Only topics the page listens to count.
    """
    old = _read(client, url)
    shown = set(_topics(old))
    told, page, before = set(), old, _plain(old)
    for topic, message in pushed_by(event):
        if topic in shown:
            told.add(topic)
            page = _applied(page, topic, message, lambda: _read(client, url))
    fresh = _read(client, url)
    assert _plain(page) == _plain(fresh), f"{url} shows something else than a fresh page after {told or 'no push'}"
    assert _ids_twice(page) == [], f"{url} has ids twice after {told}"
    assert _plain(fresh) != before, f"the event changes nothing at {url}"
    return told


def assert_not_told(client: Client, url: str, event: Callable[[], object]) -> None:
    """Let `event` happen while `client` shows `url`; assert that nothing is pushed to any topic of that page."""
    shown = set(_topics(_read(client, url)))
    assert shown, f"{url} listens to nothing"
    told = shown & {topic for topic, _ in pushed_by(event)}
    assert not told, f"{url} is told through {told}"


def pushed_by(event: Callable[[], object]) -> list[tuple[str, dict[str, Any]]]:
    """Return what `event` publishes once it is committed, as (topic, message); Redis gets none of it."""
    pushed: list[tuple[str, dict[str, Any]]] = []
    with (
        patch("config.live.doors.publish", lambda topic, message: pushed.append((topic, message))),
        TestCase.captureOnCommitCallbacks(execute=True),
    ):
        event()
    return pushed


def _read(client: Client, url: str) -> Element:
    response = client.get(url, headers={"HX-Request": "true"})
    assert response.status_code == 200, f"{url} answers {response.status_code}"
    return parse_html(f"<page>{response.content.decode()}</page>")


def _applied(page: Element, topic: str, message: dict[str, Any], read: Callable[[], Element]) -> Element:
    if message["type"] == "dirty":
        declared, key = topics.find(topic)
        assert declared.render is not None
        if any(_attribute(one, "data-follow") == "all" for one in _elements(page)):
            return read()
        parts = [[message.get("part", "")]] if declared.treatment is topics.ROWS else []
        return _swapped(page, parse_html(f"<page>{declared.render(key, *parts) or ''}</page>"))
    frame = json.loads(message["frame"])
    return read() if frame["kind"] == "nudge" else _swapped(page, parse_html(frame["html"]))


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


def _plain(node: Any) -> Any:
    """Return the page as nested tuples without what differs in every rendering."""
    if not isinstance(node, Element):
        return " ".join(str(node).split())
    ignored = NEVER_EQUAL | {"hx-swap-oob"}
    attributes = [(name, value) for name, value in node.attributes if name not in ignored]
    children = [_plain(child) for child in node.children]
    return (node.name, sorted(attributes, key=str), [child for child in children if child])
