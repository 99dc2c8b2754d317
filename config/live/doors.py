"""The doors through which the rest of the site speaks to open pages, always after commit."""

from functools import partial
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string

from config.live import frames
from config.live.publisher import Message, publish
from config.live.tokens import mark
from config.live.topics import CONTROL, CROWD, EPHEMERAL, FACT, ROWS, STATE, Topic, find


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


def push_many(topics: dict[str, int | None]) -> None:
    """Nudge the pages of many STATE topics, each with its version, by one message, once the transaction commits.

    Every process hears it and looks for topics of its own: for what moves by the hundred, and few look at.
    Raises LookupError for an undeclared topic.
    """
    many = [_message(find(topic)[0], topic, None, None, version) for topic, version in topics.items()]
    transaction.on_commit(partial(publish, CONTROL, {"type": "many", "many": many}), robust=True)


def _message(
    declared: Topic, topic: str, template: str | None, context: dict[str, Any] | None, version: int | None
) -> Message:
    if declared.treatment in (CROWD, ROWS):
        return {"type": "dirty", "topic": topic}
    if declared.treatment is STATE or template is None:
        frame = frames.encode("nudge", topic=topic, version=version)
    else:
        # "NOTPROVIDED" is how Django is told that there is no form token; the page sets a header instead.
        html = render_to_string(template, {"csrf_token": "NOTPROVIDED", **(context or {})})
        frame = frames.encode("html", topic=topic, html=html, version=version)
    return {"type": "frame", "topic": topic, "frame": frame}


def signal(topic: str, data: object, besides: str) -> None:
    """Relay `data` (JSON) at once to the pages that listen to `topic`, but for the socket named `besides`."""
    frame = frames.encode("signal", topic=topic, data=data)
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
