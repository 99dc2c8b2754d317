"""Stylesheets avoid rules that a supported browser renders wrong."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

SHEETS = sorted((Path(settings.BASE_DIR) / "static/css").glob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LINES = {"none", "underline", "overline", "line-through", "inherit", "initial", "unset"}
BRACKETS = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
GRADIENT = re.compile(r"[\w-]*gradient\(")


def text_of(sheet: Path) -> str:
    return COMMENT.sub("", sheet.read_text())


def gradients(css: str) -> Iterator[str]:
    """Yield each gradient of a stylesheet with all that stands in its brackets."""
    for found in GRADIENT.finditer(css):
        depth, end = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(css[end], 0)
            end += 1
        yield css[found.start() : end]


def parts(inside: str) -> list[str]:
    """Split at commas outside of brackets."""
    return [part.strip() for part in re.split(r",(?![^()]*(?:\([^()]*\)[^()]*)*\))", inside)]


def has_hard_stop(gradient: str) -> bool:
    """Tell whether a colour begins at 0, the end of the one before it; repeating gradients begin so again."""
    name, _, inside = gradient.partition("(")
    places = [BRACKETS.sub("()", part) for part in parts(inside[:-1])]
    return name.startswith("repeating-") or any(re.search(r"\s0(\s|$)", place) for place in places[1:])


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_underlines_are_longhands_for_webkit_drops_the_shorthand_with_a_colour(sheet):
    said = re.findall(r"text-decoration:\s*([^;]+);", text_of(sheet))
    assert [value for value in said if value.strip() not in LINES] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_hard_stops_are_mixed_in_srgb_for_firefox_draws_them_wrong_in_oklch(sheet):
    wrong = [one for one in gradients(text_of(sheet)) if has_hard_stop(one) and "in srgb" not in one]
    assert wrong == []


@pytest.mark.parametrize(
    ("gradient", "is_hard"),
    [
        ("repeating-linear-gradient(var(--awning) 0 12px, var(--awning-cloth) 0 24px)", True),
        ("linear-gradient(90deg, var(--wood) 0.4rem, transparent 0)", True),
        ("linear-gradient(90deg, currentcolor calc(var(--full) * 33%), var(--line) 0)", True),
        ("linear-gradient(var(--marigold-wash), transparent)", False),
        ("linear-gradient(#000 0 0)", False),
        ("linear-gradient(oklch(0% 0 0 / 0.16), transparent 40%, transparent 62%, oklch(0% 0 0 / 0.1))", False),
    ],
)
def test_the_test_itself_knows_a_hard_stop(gradient, is_hard):
    assert has_hard_stop(gradient) is is_hard


def test_there_are_stylesheets_to_look_at():
    assert len(SHEETS) > 20
