"""The release of the site: a short hash of its code. Processes of different releases keep separate caches."""

from hashlib import sha256
from pathlib import Path

SUFFIXES = {".py", ".html", ".txt"}


def hash_code(folder: Path) -> str:
    """Return the same short word for the same code and templates, on every machine."""
    digest = sha256()
    for path in sorted(_files(folder), key=lambda path: path.as_posix()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _files(folder: Path) -> list[Path]:
    return [path for each in folder.iterdir() if _is_code(each) for path in each.rglob("*") if path.suffix in SUFFIXES]


def _is_code(folder: Path) -> bool:
    is_app = (folder / "__init__.py").exists() and folder.name != "tests"
    return folder.name == "templates" or is_app
