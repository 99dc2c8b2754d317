"""Finds wrong ids in a page: duplicates, and references to a missing element or to one of the wrong kind."""

from collections import Counter
from functools import lru_cache
from html.parser import HTMLParser

LABELABLE = {"button", "input", "meter", "output", "progress", "select", "textarea"}
ANYTHING: set[str] = set()
POINTERS = {
    "form": {"form"},
    "for": LABELABLE,
    "list": {"datalist"},
    "popovertarget": ANYTHING,
    "commandfor": ANYTHING,
    "aria-activedescendant": ANYTHING,
    "aria-controls": ANYTHING,
    "aria-describedby": ANYTHING,
    "aria-details": ANYTHING,
    "aria-errormessage": ANYTHING,
    "aria-flowto": ANYTHING,
    "aria-labelledby": ANYTHING,
    "aria-owns": ANYTHING,
    "headers": {"td", "th"},
}
"""Attributes that name other elements by their ids, with the elements that they may name."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
Element = tuple[str, dict[str, str]]


class Document(HTMLParser):
    """The elements of a page outside its `<template>` elements, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._templates = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element, unless it is inside a `<template>`."""
        if tag == "template":
            self._templates += 1
        elif not self._templates:
            self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Leave a template."""
        self._templates -= tag == "template"


@lru_cache(maxsize=200)
def parse_elements(html: str) -> tuple[Element, ...]:
    """Return the elements of a page; cached, because parsing is the slow part."""
    return tuple(Document(html).elements)


def find_duplicate_ids(html: str) -> list[str]:
    """Return the ids of more than one element."""
    found = Counter(attrs["id"] for _, attrs in parse_elements(html) if "id" in attrs)
    return [name for name, times in found.items() if times > 1 or not name or name != name.strip()]


def find_broken_pointers(html: str) -> list[str]:
    """Return the attributes that refer to a missing element or to one of the wrong kind."""
    elements = parse_elements(html)
    tags = {attrs["id"]: (tag, attrs) for tag, attrs in elements if "id" in attrs}
    found = []
    for tag, attrs in elements:
        for pointer in (name for name in attrs if name in POINTERS):
            if pointer == "for" and tag == "output":
                continue
            kinds = POINTERS[pointer]
            for name in attrs[pointer].split() or [""]:
                target, own = tags.get(name, ("nothing", {}))
                wrong = target == "nothing" or (kinds and target not in kinds)
                if wrong or (pointer == "for" and own.get("type") == "hidden"):
                    found.append(f'<{tag} {pointer}="{name}"> names {target}')
        found += [f'<a href="{attrs["href"]}"> leads nowhere' for _ in [1] if _leads_nowhere(tag, attrs, tags)]
    return found


def _leads_nowhere(tag: str, attrs: dict[str, str], tags: dict[str, Element]) -> bool:
    href = attrs.get("href", "")
    return tag == "a" and len(href) > 1 and href.startswith("#") and href[1:] not in tags


def find_text_fields(html: str) -> list[dict[str, str]]:
    """Return the attributes of all text fields of a page."""
    typed = {"", "text", "email", "number", "search", "tel", "url", "password", "date", "datetime-local"}
    elements = parse_elements(html)
    areas = [attrs for tag, attrs in elements if tag == "textarea"]
    return areas + [attrs for tag, attrs in elements if tag == "input" and attrs.get("type", "") in typed]
