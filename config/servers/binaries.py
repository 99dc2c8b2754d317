"""Where the servers' programs come from."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from config.servers.paths import fallback_folder, is_reachable_by_all


def packages_folder(package: str) -> Path | None:
    """Return the folder that holds the package, without importing it; None where it is not installed."""
    spec = importlib.util.find_spec(package)
    return Path(spec.submodule_search_locations[0]).parent if spec and spec.submodule_search_locations else None


def reachable_program(folder: Path, program: str, distribution: str, parts: list[str]) -> Path:
    """Return the path of `program` below `folder`, such that the servers' user can run it.

    Under root and in a closed folder that takes a copy of `parts` (names below `folder`), once for each version.
    """
    if os.geteuid() != 0 or is_reachable_by_all((folder / program).resolve().parent):
        return folder / program
    copy = fallback_folder() / f"{distribution}-{importlib.metadata.version(distribution)}"
    if not copy.exists():
        draft = copy.with_name("programs.new")
        shutil.rmtree(draft, ignore_errors=True)
        for part in parts:
            shutil.copytree(folder / part, draft / part)
        draft.chmod(0o755)
        draft.rename(copy)
    return copy / program
