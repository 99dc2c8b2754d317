"""Topics: what can be listened to, who may, and how its news is treated."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

CONTROL = "live-control"
"""The group on which every process hears of cuts and re-checks; no topic may take its name."""

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_TOPIC = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,98}")


class Treatment(Enum):
    """How news about a topic travels."""

    FACT = "fact"
    """Append-only and the same for all: HTML rendered once, replayed to a page that just missed it."""
    STATE = "state"
    """Personal and replaceable: a nudge, on which the page re-reads its partial over HTTP."""
    CROWD = "crowd"
    """Public with many viewers: marked dirty, rendered by each process from a fresh read once a second at most."""
    ROWS = "rows"
    """A list with many viewers: what was marked dirty of it is rendered once by each process, at most once a second."""
    EPHEMERAL = "ephemeral"
    """Typing and presence: relayed to whoever listens now, never kept."""


FACT, STATE, CROWD, ROWS, EPHEMERAL = Treatment


@dataclass(frozen=True, slots=True)
class Asker:
    """Who wants to listen: a member (with the mark of the session), or else a visitor by digest."""

    user_id: int | None
    visitor: str | None
    session_hash: str | None = None

    @property
    def holder(self) -> str:
        """Return the string that names this person in topic keys: `u-<pk>` or `v-<digest>`."""
        return f"v-{self.visitor}" if self.user_id is None else f"u-{self.user_id}"


class Topic:
    """A family of topics, declared once in an app's `live` module: `name`, or `name.key` for each key.

    `may(asker, key)` makes it private: asked at subscription, every minute and on `recheck`, in a thread.
    `render(key)` is required of CROWD topics: the partial's HTML from a fresh read, None where nothing is left; of ROWS
    topics `render(key, parts)`, about these parts only.
    `on_signal(asker, key, data)` lets pages send small JSON: it returns what is relayed, None to drop it.
    `on_present(asker, key)` is called when somebody joins and at every heartbeat while they stay.
    Raises ValueError for a name that is malformed or taken.
    """

    def __init__(
        self,
        name: str,
        treatment: Treatment,
        *,
        may: Callable[[Asker, str], bool] | None = None,
        render: Callable[..., str | None] | None = None,
        on_signal: Callable[[Asker, str, Any], Any] | None = None,
        on_present: Callable[[Asker, str], None] | None = None,
    ) -> None:
        if not _NAME.fullmatch(name) or name == CONTROL or name in registry:
            raise ValueError(f"{name!r} cannot name a topic: malformed or taken")
        if (treatment in (CROWD, ROWS)) != (render is not None):
            raise ValueError(f"topic {name!r}: `render` belongs to CROWD and ROWS topics, and to all of them")
        self.name = name
        self.treatment = treatment
        self.may = may
        self.render = render
        self.on_signal = on_signal
        self.on_present = on_present
        registry[name] = self

    @property
    def is_private(self) -> bool:
        """Tell whether listening needs leave beyond the token."""
        return self.may is not None


registry: dict[str, Topic] = {}
"""Every declared topic by name."""


def is_wellformed(topic: object) -> bool:
    """Tell whether `topic` is text that could name a topic: letters, digits, `. _ -`, under 100."""
    return isinstance(topic, str) and _TOPIC.fullmatch(topic) is not None


def find(topic: str) -> tuple[Topic, str]:
    """Return the declaration behind `name` or `name.key`, and the key ("" without one).

    Raises LookupError when no app declared it, ValueError when the name is malformed.
    """
    if not is_wellformed(topic):
        raise ValueError(f"{topic!r} is not a topic name")
    name, _, key = topic.partition(".")
    try:
        return registry[name], key
    except KeyError:
        raise LookupError(f"no app declares the topic {name!r}") from None
