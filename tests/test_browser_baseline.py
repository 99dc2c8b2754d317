"""The stylesheets use only features of all supported browsers, except for optional decoration."""

import json
from pathlib import Path

import pytest

from tests.baseline.extract_support import KEPT
from tests.baseline.used_features import all_features, features

SUPPORTED = {"firefox": "140", "safari": "17.5", "chrome": "130"}
"""The oldest browsers that the README promises: of Firefox the older of the last two ESR."""
NICER = {
    "properties.content-visibility": "filters stay folded",
    "selectors.details-content": "filters stay folded",
    "properties.field-sizing": "a script grows the message box, and the box scrolls",
    "properties.scroll-initial-target": "a script scrolls to the current category",
    "properties.overscroll-behavior": "at the end of a box without more to scroll, the page scrolls on",
    "properties.overscroll-behavior-inline": "at the end of a row without more to scroll, the page scrolls on",
    "at-rules.page": "on paper the margins are the browser's",
    "properties.interpolate-size": "a box opens at once instead of growing",
    "properties.scrollbar-color": "the scroll bar has the system's colours",
    "properties.scrollbar-width": "the scroll bar has the system's width",
    "properties.text-size-adjust": "a phone lying on its side may enlarge text",
    "properties.-webkit-font-smoothing": "letters look heavier",
    "selectors.-webkit-inner-spin-button": "Firefox hides its arrows by another property",
    "selectors.-webkit-search-cancel-button": "Firefox has no such button",
    "selectors.-webkit-details-marker": "others hide the triangle by `list-style`",
}
"""Features that some browsers lack, with the effect on the page there."""
KNOWN_EVERYWHERE = {
    "functions.format", "properties.font-display", "properties.src", "properties.unicode-range",
    "properties.-webkit-box-orient", "properties.-webkit-line-clamp",
}  # fmt: skip
"""Features listed elsewhere in the data: parts of `@font-face`, and line clamping by a prefix of all browsers."""
SUPPORT = json.loads(KEPT.read_text())


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def lacking(feature: str) -> list[str]:
    """Return the supported browsers without a feature."""
    known = SUPPORT[feature]
    return [name for name, oldest in SUPPORTED.items() if not known[name] or numbers(known[name]) > numbers(oldest)]


@pytest.mark.parametrize("feature", sorted(all_features()))
def test_every_supported_browser_knows(feature):
    if feature in NICER or feature in KNOWN_EVERYWHERE:
        return
    where = ", ".join(sorted(all_features()[feature]))
    assert feature in SUPPORT, (
        f"{feature} ({where}) is new here: write support.json anew with tests.baseline.extract_support"
    )
    assert lacking(feature) == [], where


def test_no_exception_outlives_its_reason():
    assert {name for name in NICER | dict.fromkeys(KNOWN_EVERYWHERE) if name not in all_features()} == set()
    assert {name for name in NICER if name in SUPPORT and not lacking(name)} == set()


def test_the_check_sees_what_is_used():
    css = '@layer a { .x:has(> b)::details-content { color: oklch(1 0 0); --own: 1; content: "field-sizing: x" } }'
    assert set(features(css)) == {
        "at-rules.layer", "selectors.has", "selectors.details-content", "properties.color", "functions.oklch",
        "properties.content",
    }  # fmt: skip
    assert lacking("properties.field-sizing") == ["firefox", "safari"]


def test_the_readme_names_the_same_browsers():
    readme = (Path(__file__).parent.parent / "README.md").read_text()
    assert "the last two Firefox ESR (140 and 153), Safari from 17.5, and Chromium from 130" in " ".join(readme.split())
