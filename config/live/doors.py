"""The doors through which the rest of the site speaks to open pages, always after commit."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string

from config.live import protocol
from config.live.publisher import Message, publish
from config.live.tokens import mark
from config.live.topics import CONTROL, CROWD, EPHEMERAL, FACT, ROWS, STATE, Topic, find

_FEW = 10  # topics that are pushed one by one: only processes whose pages listen to them get the messages
_MOST = 500  # topics of one message, about 50 KB


def push(
    topic: str,
    template: str | None = None,
    context: dict[str, Any] | None = None,
    *,
    version: int | None = None,
    part: str = "",
) -> None:
    """Tell every page that listens to `topic`, once the transaction commits.

    FACT topics (and EPHEMERAL ones) take a template, rendered once, now, without a request; STATE and CROWD topics
    take none: pages re-read, processes render. `version` lets pages ignore what is older than what they have; `part`
    names what changed of a ROWS topic.
    Raises LookupError for an undeclared topic, ValueError for a template too many or too few.
    """
    declared, _ = find(topic)
    if (template is not None) != (declared.treatment in (FACT, EPHEMERAL)):
        raise ValueError(f"{topic!r} is {declared.treatment.value}: a template is for facts and ephemera, and for both")
    message = _message(declared, topic, template, context, version) | ({"part": part} if part else {})
    transaction.on_commit(partial(publish, topic, message), robust=True)


def push_many(topics: Mapping[str, int | None]) -> None:
    """Push each of `topics`, with its version, by a few messages, once the transaction commits.

    For bulk changes: thousands of messages of one transaction would not fit into the queue. Every process gets the
    messages of many topics and passes on what its own pages listen to; a few topics are pushed one by one.
    Raises LookupError for an undeclared topic, ValueError for one that takes a template.
    """
    if len(topics) <= _FEW:
        for topic, version in topics.items():
            push(topic, version=version)
        return
    many = [_message_of_many(topic, version) for topic, version in topics.items()]
    for start in range(0, len(many), _MOST):
        message = {"type": "many", "many": many[start : start + _MOST]}
        transaction.on_commit(partial(publish, CONTROL, message), robust=True)


def _message_of_many(topic: str, version: int | None) -> Message:
    declared, _ = find(topic)
    if declared.treatment in (FACT, EPHEMERAL):
        raise ValueError(f"{topic!r} is {declared.treatment.value}: it takes a template, and is pushed by itself")
    return _message(declared, topic, None, None, version)


def _message(
    declared: Topic, topic: str, template: str | None, context: dict[str, Any] | None, version: int | None
) -> Message:
    if declared.treatment in (CROWD, ROWS):
        return {"type": "dirty", "topic": topic}
    if declared.treatment is STATE or template is None:
        frame = protocol.encode("nudge", topic=topic, version=version)
    else:
        # "NOTPROVIDED" is how Django is told that there is no form token; the page sets a header instead.
        html = render_to_string(template, {"csrf_token": "NOTPROVIDED", **(context or {})})
        frame = protocol.encode("html", topic=topic, html=html, version=version)
    return {"type": "frame", "topic": topic, "frame": frame}


def signal(topic: str, data: object, besides: str) -> None:
    """Relay `data` (JSON) at once to the pages that listen to `topic`, but for the socket named `besides`."""
    frame = protocol.encode("signal", topic=topic, data=data)
    publish(topic, {"type": "frame", "topic": topic, "frame": frame, "besides": besides})


def cut(*, user_id: int | None = None, session_key: str | None = None, visitor: str | None = None) -> None:
    """Close the sockets of a member, of a session, or of the visitor with that digest, in every process.

    Their pages come back by themselves and are asked again who they are.
    """
    session = mark(session_key) if session_key else None
    message = {"type": "cut", "user_id": user_id, "session": session, "visitor": visitor}
    transaction.on_commit(partial(publish, CONTROL, message), robust=True)


def recheck(user_id: int) -> None:
    """Look again, in every process, at what the sockets of a member may listen to."""
    transaction.on_commit(partial(publish, CONTROL, {"type": "recheck", "user_id": user_id}), robust=True)
