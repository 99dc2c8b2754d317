"""Live topics: pages subscribe to them, and `Topic.push` sends to the subscribed pages.

An app declares its topics in its leaf module `topics.py`; its `live.py` adds the functions that need the database.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.template.loader import render_to_string

from config.live import protocol
from config.live.publisher import Message, publish

CONTROL = "live-control"  # the Redis group of messages to all processes; no topic can have this name

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_MAX_SINGLE_PUSHES = 10  # changes that go out one by one, to processes with subscribed sockets only
_MAX_CHANGES_PER_MESSAGE = 500  # about 50 KB


class Treatment(Enum):
    """How changes of a topic reach the pages."""

    FACT = "fact"  # append-only and the same for all: rendered once, and replayed to a page that missed it
    STATE = "state"  # personal and replaceable: a nudge makes the page re-read its partial over HTTP
    SHARED = "shared"  # public with many viewers: each process renders it from a fresh read, at most once a second
    ROWS = "rows"  # a list with many viewers: each process renders the changed rows once, at most once a second
    EPHEMERAL = "ephemeral"  # typing and presence: relayed to the pages that are subscribed now, never kept


FACT, STATE, SHARED, ROWS, EPHEMERAL = Treatment


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A member (with the session's fingerprint), or a visitor by digest."""

    user_id: int | None
    visitor: str | None
    session_hash: str | None = None

    @property
    def owner_key(self) -> str:
        """Return this person's key in topics of their own: `u-<pk>` or `v-<digest>`."""
        return f"v-{self.visitor}" if self.user_id is None else f"u-{self.user_id}"


class Topic:
    """A family of topics, `name` or `name.key` for each key. Raises ValueError for a malformed or taken name.

    A `private` topic is refused to everybody until `configure` sets its `allow`.
    """

    def __init__(self, name: str, treatment: Treatment, *, private: bool = False) -> None:
        if not _NAME.fullmatch(name) or name == CONTROL or name in registry:
            raise ValueError(f"{name!r} cannot name a topic: malformed or taken")
        self.name = name
        self.treatment = treatment
        self.is_private = private
        self.allow: Callable[[Subscriber, str], bool] | None = None
        self.render: Callable[..., str | None] | None = None
        self.on_signal: Callable[[Subscriber, str, Any], Any] | None = None
        self.on_present: Callable[[Subscriber, str], None] | None = None
        registry[name] = self

    def configure(
        self,
        *,
        allow: Callable[[Subscriber, str], bool] | None = None,
        render: Callable[..., str | None] | None = None,
        on_signal: Callable[[Subscriber, str, Any], Any] | None = None,
        on_present: Callable[[Subscriber, str], None] | None = None,
    ) -> None:
        """Add the functions that need the database; called once, in an app's `live.py`. Each runs in a thread.

        `allow(subscriber, key)` decides on a private topic: at subscription, every minute and on `recheck_sockets`.
        `render(key)` returns the partial's HTML of a SHARED topic from a fresh read, None if nothing is left;
        `render(key, parts)` returns the HTML of these parts of a ROWS topic.
        `on_signal(subscriber, key, data)` returns the data to relay of a page's small JSON, None to drop it.
        `on_present(subscriber, key)` is called when somebody subscribes, and at every heartbeat after that.
        """
        self.allow, self.render, self.on_signal, self.on_present = allow, render, on_signal, on_present
        self.check()

    def check(self) -> None:
        """Raise ImproperlyConfigured if `allow` or `render` is missing, or belongs to another kind of topic."""
        if self.is_private != (self.allow is not None):
            raise ImproperlyConfigured(f"topic {self.name!r}: `allow` is for private topics, and for all of them")
        if (self.treatment in (SHARED, ROWS)) != (self.render is not None):
            raise ImproperlyConfigured(f"topic {self.name!r}: `render` is for SHARED and ROWS topics, all of them")

    def address(self, key: object = "") -> str:
        """Return `name.key`, or `name` without a key: the address in tokens, frames and Redis."""
        return self.name if key == "" else f"{self.name}.{key}"

    def push(
        self,
        key: object = "",
        template: str | None = None,
        context: dict[str, Any] | None = None,
        *,
        version: int | None = None,
        part: str = "",
    ) -> None:
        """Send a change to every subscribed page, once the transaction commits.

        FACT and EPHEMERAL topics take a template, rendered once, now, without a request. The others take none: pages
        re-read, or processes render. Pages ignore a change with an older `version` than their own. `part` names the
        changed row of a ROWS topic. Raises ValueError for a template too many or too few, and for a malformed key.
        """
        if template is None:
            message = self.change_message(key, version, part)
        else:
            message = self._html_message(key, template, context, version)
        transaction.on_commit(partial(publish, message["topic"], message), robust=True)

    def push_many(self, keys: Iterable[object]) -> None:
        """Push the topic for many keys with a few messages."""
        push_many([(self, key, None) for key in keys])

    def relay(self, key: str, data: object, *, exclude: str) -> None:
        """Send `data` (JSON) at once to the subscribed pages, except to the socket named `exclude`."""
        address = self.address(key)
        frame = protocol.encode("signal", topic=address, data=data)
        publish(address, {"type": "frame", "topic": address, "frame": frame, "besides": exclude})

    def _valid_address(self, key: object) -> str:
        address = self.address(key)
        if not protocol.is_wellformed(address):
            raise ValueError(f"{address!r} is not the address of a topic")
        return address

    def change_message(self, key: object, version: int | None = None, part: str = "") -> Message:
        """Return the message that says that `key` changed. Raises ValueError for a topic with templates."""
        if self.treatment in (FACT, EPHEMERAL):
            raise ValueError(f"{self.name!r} is {self.treatment.value}: it takes a template, and is pushed by itself")
        address = self._valid_address(key)
        if self.treatment is STATE:
            frame = protocol.encode("nudge", topic=address, version=version)
            return {"type": "frame", "topic": address, "frame": frame}
        return {"type": "dirty", "topic": address} | ({"part": part} if part else {})

    def _html_message(self, key: object, template: str, context: dict[str, Any] | None, version: int | None) -> Message:
        if self.treatment not in (FACT, EPHEMERAL):
            raise ValueError(f"{self.name!r} is {self.treatment.value}: it takes no template")
        address = self._valid_address(key)
        # Without a token `{% csrf_token %}` prints nothing; the page sends a header instead.
        html = render_to_string(template, {"csrf_token": "", **(context or {})})
        frame = protocol.encode("html", topic=address, html=html, version=version)
        return {"type": "frame", "topic": address, "frame": frame}


registry: dict[str, Topic] = {}
Change = tuple[Topic, object, int | None]  # a topic without templates, a key of it, and the version, if any


def push_many(changes: Iterable[Change]) -> None:
    """Push all of these changes with a few messages, once the transaction commits.

    Thousands of messages of one transaction would not fit into the queue. Every process receives the messages of many
    topics and picks those of its own sockets. Raises ValueError as `Topic.push` does.
    """
    changes = list(changes)
    if len(changes) <= _MAX_SINGLE_PUSHES:
        for topic, key, version in changes:
            topic.push(key, version=version)
        return
    messages = [topic.change_message(key, version) for topic, key, version in changes]
    for start in range(0, len(messages), _MAX_CHANGES_PER_MESSAGE):
        message = {"type": "many", "many": messages[start : start + _MAX_CHANGES_PER_MESSAGE]}
        transaction.on_commit(partial(publish, CONTROL, message), robust=True)


def find_topic(address: str) -> tuple[Topic, str]:
    """Return the topic and key of an address. Raises LookupError if undeclared, ValueError if malformed."""
    if not protocol.is_wellformed(address):
        raise ValueError(f"{address!r} is not the address of a topic")
    name, _, key = address.partition(".")
    try:
        return registry[name], key
    except KeyError:
        raise LookupError(f"no app declares the topic {name!r}") from None


def check_topics() -> None:
    """Raise ImproperlyConfigured for a topic without its functions."""
    for topic in registry.values():
        topic.check()
