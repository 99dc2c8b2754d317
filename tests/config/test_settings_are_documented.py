"""The documented settings equal those that the site reads, with their defaults."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROW = re.compile(r"^\| (?P<names>`[A-Z][^|]*) \| (?P<defaults>[^|]*) \| (?P<meaning>[^|]+) \|$", re.MULTILINE)
QUOTED = re.compile(r"`([^`]+)`")
FAMILIES = {"LIVE_…": "config/live/limits.py", "TOAST_…": "config/toast_settings.py"}
OF_PYTHON = {"DJANGO_SETTINGS_MODULE", "PATH"}
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{3,}")


def documented():
    """Return the default of each documented variable, as it is written."""
    found: dict[str, str] = {}
    for row in ROW.finditer((ROOT / ".github/SETTINGS.md").read_text()):
        names, defaults = QUOTED.findall(row["names"]), QUOTED.findall(row["defaults"])
        shared = defaults * len(names) if len(defaults) == 1 and len(names) > 1 else defaults
        whole = re.fullmatch(r"(`[^`]+`)(, `[^`]+`)*", row["defaults"])
        found |= dict(zip(names, shared, strict=True)) if whole else dict.fromkeys(names, row["defaults"])
    return found


def read():
    """Return the default of each variable that the code reads; None where it is no literal."""
    found = {}
    for path in (ROOT / "config").rglob("*.py"):
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            of = ast.unparse(call.func)
            name = call.args[0] if call.args else None
            if re.fullmatch(r"(env|(os\.)?environ)\.\w+", of) and isinstance(name, ast.Constant):
                assert VARIABLE.fullmatch(str(name.value)), ast.unparse(call)
                found[name.value] = literal(call.args[1]) if len(call.args) > 1 else None
    return {name: default for name, default in found.items() if name not in OF_PYTHON}


def literal(node):
    """Return a default as the documentation writes it, None for a computed one."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    if isinstance(value, list):
        return ",".join(map(str, value)) or None
    return str(value).lower() if isinstance(value, bool) else str(value or "") or None


def test_every_variable_is_documented_and_no_other():
    assert set(documented()) - set(FAMILIES) == set(read())


def test_defaults_are_those_of_the_code():
    documented_defaults, real = documented(), read()
    assert sum(value is not None for value in real.values()) > 60
    assert {
        name: documented_defaults.get(name)
        for name, value in real.items()
        if value and documented_defaults.get(name) != value
    } == {}


@pytest.mark.parametrize("family", FAMILIES)
def test_families_are_described_in_the_linked_file(family):
    assert FAMILIES[family] in documented()[family]
    lines = [line for line in (ROOT / FAMILIES[family]).read_text().splitlines() if re.match(r'    "[A-Z_]+": ', line)]
    assert len(lines) > 10
    assert all("  # " in line for line in lines), "each has its meaning beside it"


def test_other_documents_link_to_the_settings():
    for name in ("README.md", "docker-compose.yml"):
        assert ".github/SETTINGS.md" in (ROOT / name).read_text(), name
