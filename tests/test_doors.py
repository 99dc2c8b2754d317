"""Allowed imports between apps, compared with the actual imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
APPS = {"marketplace", "activity", "leaderboard", "carts", "trading"}
MAY = {
    "marketplace": set(),
    "activity": {"marketplace"},
    "leaderboard": {"marketplace"},
    "carts": {"marketplace"},
    "trading": {"marketplace"},
    "config": set(),
}
COMPOSES = {"config/urls.py", "config/asgi.py"}


def imports(path: Path) -> Iterator[str]:
    """Yield every module a file imports, written out in full."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def strangers(path: Path) -> list[str]:
    """Return the forbidden imports of a file."""
    name = path.relative_to(ROOT).as_posix()
    app = name.split("/")[0]
    if name in COMPOSES or name.startswith("config/demo/"):
        return []
    allowed = MAY[app] | {app}
    foreign = [module for module in imports(path) if module.split(".")[0] in APPS - allowed]
    if app in APPS:
        foreign += [m for m in imports(path) if m.split(".")[0] == "config" and not m.startswith("config.live")]
    return foreign


def test_no_app_imports_what_it_may_not_know():
    found = {
        str(path.relative_to(ROOT)): odd
        for app in MAY
        for path in sorted((ROOT / app).rglob("*.py"))
        if (odd := strangers(path))
    }
    assert found == {}


def test_the_check_sees_a_forbidden_import(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.test_doors.ROOT", tmp_path)
    (tmp_path / "marketplace").mkdir()
    (tmp_path / "marketplace" / "bad.py").write_text("from carts.models import Cart\nfrom config import settings\n")
    assert strangers(tmp_path / "marketplace" / "bad.py") == ["carts.models.Cart", "config.settings"]


def is_private(module: str) -> bool:
    """Tell whether a library may change this from one release to the next."""
    return any(part == "internal" or (part[0] == "_" and part[-2:] != "__") for part in module.split("."))


def test_only_public_names_of_libraries_are_imported():
    paths = [path for folder in (*MAY, "tests") for path in (ROOT / folder).rglob("*.py")]
    foreign = {m for path in paths for m in imports(path) if m.split(".")[0] not in {*MAY, "tests"}}
    assert {module for module in foreign if is_private(module)} == set()
    assert is_private("allauth.core.internal.ratelimit") and not is_private("__future__.annotations")
