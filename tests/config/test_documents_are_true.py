"""README and guides name files, commands and lines of code that exist."""

import re
from pathlib import Path
from textwrap import dedent

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / ".github").glob("*.md")])
IN_REPOSITORY = re.compile(
    r"`((?:activity|carts|config|leaderboard|marketplace|static|templates|tests|trading|\.ci|\.github)(?:/[\w.-]+)*/?)`"
)
LINK = re.compile(r"\]\((?!http)([\w./-]+)?(?:#([\w-]+))?\)")
COMMAND = re.compile(r"manage\.py (\w+)")
DIFF = re.compile(r"```diff\n(.*?)^ *```", re.DOTALL | re.MULTILINE)


def shown(document: Path) -> str:
    return document.read_text()


def is_there(path: Path) -> bool:
    """Return whether the path is a file, or a folder with more than compiled files."""
    return path.is_file() or any(one.is_file() and one.suffix != ".pyc" for one in path.rglob("*"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_files_that_are_named_exist(document):
    named = IN_REPOSITORY.findall(shown(document))
    assert [path for path in named if not is_there(ROOT / path)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_links_lead_somewhere(document):
    for path, heading in LINK.findall(shown(document)):
        target = document.parent / path if path else document
        assert target.exists(), path
        if not heading:
            continue
        headings = [
            re.sub(r"[^\w -]", "", line.lstrip("# ")) for line in target.read_text().splitlines() if line[:1] == "#"
        ]
        assert heading in [one.lower().replace(" ", "-") for one in headings], heading


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_commands_of_the_site_exist(document):
    assert set(COMMAND.findall(shown(document))) <= set(get_commands())


def test_the_recipe_shows_code_as_it_is():
    steps = [dedent(step) for step in DIFF.findall(shown(ROOT / ".github/CONTRIBUTING.md"))]
    assert len(steps) > 4
    for step in steps:
        path = re.search(r"^\+\+\+ (\S+)$", step, re.MULTILINE)
        assert path, step
        source = [line.strip() for line in (ROOT / path[1]).read_text().splitlines()]
        added = [line[1:].strip() for line in step.splitlines() if line[:1] == "+" and line[:3] != "+++"]
        assert [line for line in added if line not in source] == [], path[1]
