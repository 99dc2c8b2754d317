"""Comments, docstrings, names and templates stay readable: figures over the product, printed by file when they fail.

The limits count relative words, which make sentences vague. Plain sentences are the aim, not the absence of words.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
APPS = ("activity", "carts", "config", "leaderboard", "marketplace", "trading")
WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
VAGUE = re.compile(r"\b(?:what|who|which|whom)\b", re.IGNORECASE)
FOR_TOOLS = re.compile(r"#\s*(?:noqa|type:|fmt:|pragma|ruff:|mypy:|!)")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
VAGUE_PER_1000_WORDS, VAGUE_FIRST_LINES, ONE_WORD_NAMES, LONG_LINES = 6, 3, 40, 1.5  # the last three in percent
LONG = 160  # characters


@cache
def modules() -> dict[str, str]:
    """Return the source of each module of the product; migrations and the demo are left out."""
    paths = [path.relative_to(ROOT) for app in APPS for path in (ROOT / app).rglob("*.py")]
    kept = [path for path in paths if "migrations" not in path.parts and path.parts[:2] != ("config", "demo")]
    return {path.as_posix(): (ROOT / path).read_text() for path in kept}


def docstrings(source: str) -> Iterator[tuple[str, bool]]:
    """Yield each docstring, and whether it belongs to a module, class or function rather than an attribute."""
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        for place, one in enumerate(body if isinstance(body, list) else ()):
            value = one.value if isinstance(one, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value.strip(), place == 0 and isinstance(node, (ast.Module, ast.ClassDef, *FUNCTIONS))


def comments(source: str) -> Iterator[str]:
    """Yield each comment for people."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and not FOR_TOOLS.match(token.string):
            yield token.string


def functions(source: str) -> list[str]:
    """Return the names of the functions at the level of a module."""
    blocks = [ast.parse(source).body]
    blocks += [node.body for node in blocks[0] if isinstance(node, (ast.If, ast.Try, ast.With))]
    return [node.name for block in blocks for node in block if isinstance(node, FUNCTIONS)]


def share(found: dict[str, tuple[int, int]]) -> tuple[float, str]:
    """Return the hits of all files in percent, and the files with the most hits; a file is given as (hits, of)."""
    hits, of = (sum(each[place] for each in found.values()) for place in (0, 1))
    worst = sorted(found.items(), key=lambda item: -item[1][0])[:30]
    lines = [f"{path}: {count} of {all_of_file}" for path, (count, all_of_file) in worst if count]
    return 100 * hits / max(of, 1), "\n".join([f"{hits} of {of}", *lines])


def test_comments_and_docstrings_are_plain_sentences():
    texts = {
        path: " ".join([*comments(source), *(text for text, _ in docstrings(source))])
        for path, source in modules().items()
    }
    assert sum(len(text) for text in texts.values()) > 100_000
    percent, worst = share({path: (len(VAGUE.findall(text)), len(WORD.findall(text))) for path, text in texts.items()})
    assert percent * 10 <= VAGUE_PER_1000_WORDS, worst


def test_first_lines_say_what_a_thing_is_or_does():
    lines = {
        path: [text.split("\n")[0] for text, is_owned in docstrings(source) if is_owned]
        for path, source in modules().items()
    }
    percent, worst = share(
        {path: (sum(bool(VAGUE.search(line)) for line in each), len(each)) for path, each in lines.items()}
    )
    assert percent <= VAGUE_FIRST_LINES, worst


def test_names_of_functions_have_an_object():
    names = {path: functions(source) for path, source in modules().items()}
    percent, worst = share(
        {path: (sum("_" not in name.strip("_") for name in each), len(each)) for path, each in names.items()}
    )
    assert percent <= ONE_WORD_NAMES, worst


def test_lines_of_templates_fit_a_screen():
    paths = [path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".txt")]
    lines = {path.relative_to(ROOT).as_posix(): path.read_text().splitlines() for path in paths}
    percent, worst = share({path: (sum(len(line) > LONG for line in each), len(each)) for path, each in lines.items()})
    assert percent <= LONG_LINES, worst
