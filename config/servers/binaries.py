"""Programs of the servers: inside Python packages, else on the PATH."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from config.servers.paths import fallback_folder, is_reachable_by_all


def find_program(package: str, pattern: str, *names: str) -> Path | None:
    """Return the program at `pattern` in a package, else the first of `names` on the PATH; None where there is none.

    The package is not imported.
    """
    spec = importlib.util.find_spec(package)
    for folder in map(Path, spec.submodule_search_locations or [] if spec else []):
        for program in folder.glob(pattern):
            return make_reachable(program, folder)
    return next((Path(program) for program in map(shutil.which, names) if program), None)


def make_reachable(program: Path, package: Path) -> Path:
    """Return the path of a package's program, such that the servers' user can run it.

    Under root and in a closed folder that takes a copy of the package and its libraries, once for each version.
    """
    if os.geteuid() != 0 or is_reachable_by_all(program.resolve().parent):
        return program
    copy = fallback_folder() / f"{package.name}-{importlib.metadata.version(package.name)}"
    if not copy.exists():
        draft = copy.with_name("programs.new")
        shutil.rmtree(draft, ignore_errors=True)
        for part in (package, package.with_suffix(".libs")):
            if part.exists():
                shutil.copytree(part, draft / part.name)
        draft.chmod(0o755)
        draft.rename(copy)
    return copy / package.name / program.relative_to(package)
