"""Topics of the tests: one of each treatment, public and private."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from config import live
from config.live.topics import find_topic

facts = live.Topic("test-fact", live.FACT)
states = live.Topic("test-state", live.STATE)
own = live.Topic("test-own", live.STATE, private=True)
own.configure(allow=lambda subscriber, key: key == subscriber.owner_key)

shown: dict[str, str | None] = {}
renders: Counter[str] = Counter()


def render(key: str) -> str | None:
    """Return the current HTML of a key from `shown`, and count the renders."""
    renders[key] += 1
    return shown.get(key)


shared = live.Topic("test-shared", live.SHARED)
shared.configure(render=render)


def typing_signal(subscriber: live.Subscriber, key: str, data: Any) -> dict[str, str] | None:
    """Relay typing signals and drop any other."""
    if data == "fail":
        raise RuntimeError("as the test asked")
    return {"who": subscriber.owner_key} if data == "typing" else None


here: list[str] = []
typing = live.Topic("test-typing", live.EPHEMERAL)
typing.configure(on_signal=typing_signal, on_present=lambda subscriber, key: here.append(key))

rendered_parts: dict[str, list[list[str]]] = {}


def render_parts(key: str, parts: list[str]) -> str:
    """Return a paragraph for each part, and record the requested parts; `fails-once` fails the first time."""
    rendered_parts.setdefault(key, []).append(parts)
    if parts == ["fails-once"] and len(rendered_parts[key]) == 1:
        raise RuntimeError("as the test asked")
    return "".join(f"<p>{part}</p>" for part in parts)


rows = live.Topic("test-rows", live.ROWS)
rows.configure(render=render_parts)


def push(address: str, template: str | None = None, **options: Any) -> None:
    """Push to the topic with this address."""
    topic, key = find_topic(address)
    topic.push(key, template, **options)


def push_many(addresses: Iterable[str]) -> None:
    """Push to all topics with these addresses at once."""
    live.push_many([(*find_topic(address), None) for address in addresses])
