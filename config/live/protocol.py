"""The protocol between a page and the server: JSON text frames over one websocket at `/ws/`, each with a `kind`.

Frames from the page:

| kind | fields | meaning |
|---|---|---|
| `subscribe` | `tokens`, `since` | The page shows these topics; it missed nothing up to `since` (Unix seconds, or 0). |
| `unsubscribe` | `topics` | The page no longer shows the topics with these addresses. |
| `signal` | `topic`, `data` | Small, fleeting JSON for the other pages, such as typing. Never kept. |
| `ping` | | The page asks for a `pong`. |
| `pong` | | The page answers a `ping`. |

Frames from the server, with `at` the server's time in Unix seconds:

| kind | fields | meaning |
|---|---|---|
| `state` | `topics`, `at` | The state of each topic by address: an answer to `subscribe`, or a change. |
| `state` | `all` | The same state, `stale` or `degraded`, for all topics that are `live` or `degraded`. |
| `html` | `topic`, `html`, `version` | HTML to put into the page. `version` may be missing. |
| `nudge` | `topic`, `version` | The partial changed: read it again over HTTP, unless the page has this version. |
| `signal` | `topic`, `data` | A signal of another page, as the topic's `on_signal` returned it. |
| `error` | `reason` | The last frame was refused, for developers. After too many the socket is closed. |
| `ping`, `pong` | `at` | Heartbeat. A page that does not answer a `ping` until the next one is disconnected. |

States of a topic: `live` (up to date), `stale` (read it again once; then it is live), `degraded` (no updates until
Redis is back: poll). Refusals: `gone` (not for this page, or no such topic), `sign in` (the session ended), `too many`
(topics of one page), `try later` (the database is away). A socket is closed with one of the codes below.

An address is `name` or `name.key`. A token (`tokens.py`) begins with the address and a colon. In the page each
subscription is an element `<live-topic>`, printed by `{% live_topic %}`; `static/js/live.js` describes its attributes.
Pages of the release before are still open during an update: fields and kinds are added, never renamed.
"""

import json
import re
import time
from typing import Any, NamedTuple

LIVE, STALE, DEGRADED = "live", "stale", "degraded"  # states of a topic
GONE, SIGN_IN, TOO_MANY, TRY_LATER = "gone", "sign in", "too many", "try later"  # refusals of a topic

POLICY_VIOLATION, SERVICE_RESTART, TRY_AGAIN_LATER = 1008, 1012, 1013
"""Too many bad frames; the server goes down; the page reads too slowly or is gone. The page comes back later."""
CUT = 4001  # the person's rights changed: the page connects again, with its present cookies
NO_VISITOR, TOO_MANY_SOCKETS = 4401, 4429  # refusals of a whole socket: the page polls instead

_TOKEN = re.compile(r"[A-Za-z0-9._:-]{1,400}")
_ADDRESS = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,98}")


def is_wellformed(address: object) -> bool:
    """Tell whether `address` could be the address of a topic."""
    return isinstance(address, str) and _ADDRESS.fullmatch(address) is not None


class Subscribe(NamedTuple):
    """The frame `subscribe`, with the `tokens` of topics."""

    tokens: list[str]
    since: float


class Unsubscribe(NamedTuple):
    """The frame `unsubscribe`, with the addresses of topics."""

    topics: list[str]


class Signal(NamedTuple):
    """The frame `signal`."""

    topic: str
    data: Any


class Heartbeat(NamedTuple):
    """A ping if `asks`, else a pong."""

    asks: bool


class Malformed(NamedTuple):
    """A frame that can't be read."""

    reason: str


Message = Subscribe | Unsubscribe | Signal | Heartbeat | Malformed


def decode(text: str | None, most_bytes: float) -> Message:
    """Return the message of a page, for any input; `text` is None for a binary frame."""
    if text is None:
        return Malformed("text frames only")
    if len(text) > most_bytes or len(text.encode(errors="replace")) > most_bytes:
        return Malformed(f"frame over {most_bytes:.0f} bytes")
    try:
        frame = json.loads(text, parse_constant=_refuse_constant)
        # Half a surrogate pair and an infinite number can be parsed, but never be sent on.
        json.dumps(frame, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return Malformed("not JSON")
    return _read(frame) if isinstance(frame, dict) else Malformed("not a JSON object")


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _read(frame: dict[str, Any]) -> Message:
    match frame:
        case {"kind": "subscribe", "tokens": list(tokens)} if all(
            isinstance(t, str) and _TOKEN.fullmatch(t) for t in tokens
        ):
            return Subscribe(tokens, _seconds(frame.get("since")))
        case {"kind": "unsubscribe", "topics": list(topics)} if all(map(is_wellformed, topics)):
            return Unsubscribe(topics)
        case {"kind": "signal", "topic": topic, "data": data} if is_wellformed(topic):
            return Signal(topic, data)
        case {"kind": "ping" | "pong" as kind}:
            return Heartbeat(asks=kind == "ping")
        case {"kind": "subscribe" | "unsubscribe" | "signal"}:
            return Malformed("wrong fields")
    return Malformed("unknown kind")


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        return 0.0
    return float(value)


def encode(kind: str, **fields: object) -> str:
    """Return a frame for a page. Fields that are None are left out."""
    known = {name: value for name, value in fields.items() if value is not None}
    return json.dumps({"kind": kind, **known}, ensure_ascii=False, separators=(",", ":"))


def states(topics: dict[str, str]) -> str:
    """Return the frame with the states of topics, and the server's time."""
    return encode("state", topics=topics, at=now())


def now() -> float:
    """Return the server's time in Unix seconds, to the millisecond."""
    return round(time.time(), 3)
