"""Topics of the tests: one of each treatment, public and private."""

from collections import Counter
from typing import Any

from config import live

facts = live.Topic("test-fact", live.FACT)
states = live.Topic("test-state", live.STATE)
own = live.Topic("test-own", live.STATE, may=lambda asker, key: key == asker.holder)

shown: dict[str, str | None] = {}
renders: Counter[str] = Counter()


def render(key: str) -> str | None:
    """Return what the tests say is true now, and count."""
    renders[key] += 1
    return shown.get(key)


crowds = live.Topic("test-crowd", live.CROWD, render=render)


def typing_signal(asker: live.Asker, key: str, data: Any) -> dict[str, str] | None:
    """Relay who types; anything else is dropped."""
    if data == "fail":
        raise RuntimeError("as the test asked")
    return {"who": asker.holder} if data == "typing" else None


here: list[str] = []
typing = live.Topic(
    "test-typing", live.EPHEMERAL, on_signal=typing_signal, on_present=lambda asker, key: here.append(key)
)

rendered_parts: dict[str, list[list[str]]] = {}


def render_parts(key: str, parts: list[str]) -> str:
    """Return a paragraph for each part, and note which were asked for; one fails the first time."""
    rendered_parts.setdefault(key, []).append(parts)
    if parts == ["fails-once"] and len(rendered_parts[key]) == 1:
        raise RuntimeError("as the test asked")
    return "".join(f"<p>{part}</p>" for part in parts)


rows = live.Topic("test-rows", live.ROWS, render=render_parts)
