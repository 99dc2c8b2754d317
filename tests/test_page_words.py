"""Pages, mails and messages call a thing by one word: shop, never stall, market, counter or desk."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("marketplace", "trading", "carts", "activity", "leaderboard", "config")
OTHER_WORDS = re.compile(r"\b(stalls?|desks?|markets?|the sign|counters?(?!-offer)(?! offer))\b", re.IGNORECASE)
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
READ_ALOUD = re.compile(r'\b(?:aria-label|placeholder|title|alt|content)="([^"]*)"')
SENTENCE = re.compile(r"[A-Z’].* ")


def shown_by_template(path: Path) -> str:
    """Return the readable text of a template: its text, and the attributes that are shown or read aloud."""
    source = TAGS.sub("", path.read_text())
    return "\n".join([re.sub(r"<[^>]*>", "\n", source), *READ_ALOUD.findall(source)])


def sentences(path: Path) -> Iterator[str]:
    """Yield the strings of a module that look like sentences, without docstrings."""
    tree = ast.parse(path.read_text())
    ignored = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in ignored:
            yield from [node.value] if SENTENCE.search(node.value) else []


def test_templates_say_shop():
    found = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "templates").rglob("*.*")
        for line in shown_by_template(path).splitlines()
        if OTHER_WORDS.search(line)
    }
    assert found == set()


def test_messages_say_shop():
    paths = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    read = [path for path in paths if not {"migrations", "demo"} & set(path.parts)]
    found = {
        f"{path.relative_to(ROOT)}: {text}" for path in read for text in sentences(path) if OTHER_WORDS.search(text)
    }
    assert found == set()
