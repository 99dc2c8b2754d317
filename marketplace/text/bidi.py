"""Isolation of text direction, so that an Arabic or hostile name never reorders the words beside it.

`isolate_variables` makes templates print variables between the isolating characters of Unicode (U+2068, U+2069;
UAX 9). They work in HTML, attributes, titles, mail subjects and plain text. Text that only runs from left to right
stays unchanged.
"""

import re
from typing import Any

from django.template import Context, Engine, base, defaulttags
from django.utils.safestring import SafeData, mark_safe

START, END = "\u2068", "\u2069"
# Letters written from right to left, and control characters of direction.
_TURNS = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ISOLATES = re.compile("[\u2066-\u2069]")
_plainly = base.render_value_in_context


def isolate(text: object) -> str:
    """Return a text with isolated lines, if it contains characters that could reorder the text around it.

    Needed for user text in sentences made by Python. Templates isolate their variables themselves.
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
        # An unpaired end mark would close the isolation added here.
        if not is_end or depth:
            kept.append(mark[0])
            depth += -1 if is_end else 1
    return f"{START}{''.join(kept)}{line[end:]}{END * depth}{END}"


def isolate_variables() -> None:
    """Make every template isolate the plain text of its variables; called once, when the site starts.

    Values of form fields are not changed, because the browser would send the marks back. Templates that write a field
    by hand use `force_escape`.
    """
    base.render_value_in_context = defaulttags.render_value_in_context = _render_isolated  # type: ignore[attr-defined]


def _render_isolated(value: Any, context: Context) -> str:
    printed = _plainly(value, context)
    if printed.isascii() or isinstance(value, SafeData) or not _is_page(context):
        return printed
    isolated = isolate(printed)
    # `printed` is escaped already if the template asks for it.
    return mark_safe(isolated) if isinstance(printed, SafeData) else isolated  # noqa: S308


def _is_page(context: Context) -> bool:
    """Tell whether the template belongs to the site, not to Django's form widgets."""
    template = getattr(context, "template", None)
    return template is None or template.engine is Engine.get_default()
