"""The words of the wire: JSON text frames between a page and its socket.

A page says `subscribe` (tokens, since), `unsubscribe` (topics), `signal` (topic, data), `ping`, `pong`.
It hears `state` (of topics: live, stale, degraded, or why they are refused), `html`, `nudge`, `signal`, `error`,
`ping`, `pong`.
"""

import json
import re
import time
from dataclasses import dataclass
from typing import Any

LIVE, STALE, DEGRADED = "live", "stale", "degraded"
"""States of a topic: up to date; re-read once; listening in vain until Redis is back."""
GONE, SIGN_IN, TOO_MANY, TRY_LATER = "gone", "sign in", "too many", "try later"
"""Refusals of a topic."""

_TOKEN = re.compile(r"[A-Za-z0-9._:-]{1,400}")
_ADDRESS = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,98}")


def is_wellformed(address: object) -> bool:
    """Tell whether `address` is text that could be the address of a topic: letters, digits, `. _ -`, under 100."""
    return isinstance(address, str) and _ADDRESS.fullmatch(address) is not None


@dataclass(frozen=True, slots=True)
class Subscribe:
    """The page shows these topics. `since`: Unix seconds up to which it has heard everything about them."""

    tokens: list[str]
    since: float


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """The page no longer shows these topics."""

    topics: list[str]


@dataclass(frozen=True, slots=True)
class Signal:
    """Something fleeting for the other listeners, such as typing."""

    topic: str
    data: Any


@dataclass(frozen=True, slots=True)
class Beat:
    """A sign of life; a question if `asks`."""

    asks: bool


@dataclass(frozen=True, slots=True)
class Malformed:
    """A frame that says nothing, and why."""

    reason: str


Message = Subscribe | Unsubscribe | Signal | Beat | Malformed


def decode(text: str | None, most_bytes: float) -> Message:
    """Return what a page said. Never raises, whatever arrives; `text` is None for a binary frame."""
    if text is None:
        return Malformed("text frames only")
    if len(text) > most_bytes or len(text.encode(errors="replace")) > most_bytes:
        return Malformed(f"frame over {most_bytes:.0f} bytes")
    try:
        frame = json.loads(text, parse_constant=_refuse_constant)
        # Half a surrogate pair and a number beyond all bounds parse, but could never be sent on.
        json.dumps(frame, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return Malformed("not JSON")
    return _read(frame) if isinstance(frame, dict) else Malformed("not a JSON object")


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _read(frame: dict[str, Any]) -> Message:
    match frame:
        case {"kind": "subscribe", "tokens": list(tokens)} if all(map(_is_token, tokens)):
            return Subscribe(tokens, _seconds(frame.get("since")))
        case {"kind": "unsubscribe", "topics": list(topics)} if all(map(is_wellformed, topics)):
            return Unsubscribe(topics)
        case {"kind": "signal", "topic": topic, "data": data} if is_wellformed(topic):
            return Signal(topic, data)
        case {"kind": "ping" | "pong" as kind}:
            return Beat(asks=kind == "ping")
        case {"kind": "subscribe" | "unsubscribe" | "signal"}:
            return Malformed("wrong fields")
    return Malformed("unknown kind")


def _is_token(value: object) -> bool:
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        return 0.0
    return float(value)


def encode(kind: str, **fields: object) -> str:
    """Return the frame a page hears; fields that are None are left out."""
    known = {name: value for name, value in fields.items() if value is not None}
    return json.dumps({"kind": kind, **known}, ensure_ascii=False, separators=(",", ":"))


def states(topics: dict[str, str]) -> str:
    """Return the frame that tells a page how its topics stand, with the server's time."""
    return encode("state", topics=topics, at=now())


def now() -> float:
    """Return the server's time in Unix seconds, to the millisecond."""
    return round(time.time(), 3)
