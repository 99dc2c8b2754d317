"""Text isolated in direction, so that a name in Arabic, or a hostile one, never turns around the words beside it.

`isolate_variables` makes templates do so: what a variable prints stands between the isolating marks of Unicode
(U+2068, U+2069; UAX 9), which hold in HTML, attributes, titles, subjects and plain text alike. Text that only runs
from left to right stays as it is.
"""

import re
from typing import Any

from django.template import Context, Engine, base, defaulttags
from django.utils.safestring import SafeData, mark_safe

START, END = "\u2068", "\u2069"
# Letters that run from right to left, and characters that change direction.
_TURNS = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ISOLATES = re.compile("[\u2066-\u2069]")
_plainly = base.render_value_in_context


def isolate(text: object) -> str:
    """Return a text with each of its lines isolated, where it holds anything that could turn its surroundings around.

    For user text within sentences that Python words; templates isolate their variables by themselves.
    """
    words = str(text)
    if words.isascii() or not _TURNS.search(words):
        return words
    return "\n".join(_isolate_line(line) for line in words.split("\n"))


def _isolate_line(line: str) -> str:
    if not line.strip() or not _TURNS.search(line):
        return line
    depth, kept, end = 0, [], 0
    for mark in _ISOLATES.finditer(line):
        is_end = mark[0] == END
        kept.append(line[end : mark.start()])
        end = mark.end()
        # An end without its start would close ours.
        if not is_end or depth:
            kept.append(mark[0])
            depth += -1 if is_end else 1
    return f"{START}{''.join(kept)}{line[end:]}{END * depth}{END}"


def isolate_variables() -> None:
    """Have every template isolate the plain text that its variables print; called once, when the site starts.

    Values in forms are left alone: they are sent back, marks included. Templates of ours that fill a field by hand
    say `force_escape`.
    """
    base.render_value_in_context = defaulttags.render_value_in_context = _render_isolated  # type: ignore[attr-defined]


def _render_isolated(value: Any, context: Context) -> str:
    printed = _plainly(value, context)
    if printed.isascii() or isinstance(value, SafeData) or not _is_page(context):
        return printed
    isolated = isolate(printed)
    # Escaped by now where the template wants it so.
    return mark_safe(isolated) if isinstance(printed, SafeData) else isolated  # noqa: S308


def _is_page(context: Context) -> bool:
    """Tell whether a template of the site is printed, rather than one of Django's fields of forms."""
    template = getattr(context, "template", None)
    return template is None or template.engine is Engine.get_default()
