"""The archive of a backup: one uncompressed tar file, written and read as a stream.

First comes `manifest.json` with format and version, then media as `media/<name>` and the dump of the database in parts,
`database/000001` and so on, and last `contents.json` with all checksums. A cut-off archive lacks the last member. The
checksums find damage; they do not prove the origin of an archive.
"""

import hashlib
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

FORMAT, VERSION = "livestall-backup", 1
MANIFEST, CONTENTS, MEDIA, DATABASE = "manifest.json", "contents.json", "media/", "database/"
PART_BYTES = 16 * 2**20
MAX_BYTES = 256 * 2**20
"""Largest member that is read: each fits into memory."""
_PART = re.compile(r"database/\d{6}")


class ArchiveError(Exception):
    """An archive that cannot be restored; the message says why."""


@dataclass(frozen=True)
class Manifest:
    """The beginning of an archive."""

    format: str
    version: int
    release: str
    created_at: str


@dataclass
class Contents:
    """The end of an archive: what the database held, and a checksum for each member before it."""

    postgres: int = 0
    migrations: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    missing_files: list[str] = field(default_factory=list)
    sha256: dict[str, str] = field(default_factory=dict)

    @property
    def media(self) -> list[str]:
        """Return the names of the media files."""
        return [name.removeprefix(MEDIA) for name in self.sha256 if name.startswith(MEDIA)]


class _Output:
    """A stream that cannot seek, as `tarfile` needs it; unlike its own, it writes nothing when it is given up."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._written = stream, 0

    def write(self, content: bytes) -> int:
        """Write all of it."""
        self._stream.write(content)
        self._written += len(content)
        return len(content)

    def tell(self) -> int:
        """Return the number of bytes written."""
        return self._written


class ArchiveWriter:
    """Writes an archive into a stream."""

    def __init__(self, stream: BinaryIO, manifest: Manifest) -> None:
        out: Any = _Output(stream)
        self._tar = tarfile.TarFile(fileobj=out, mode="w", format=tarfile.PAX_FORMAT)
        self._parts = 0
        self.contents = Contents()
        self._write(MANIFEST, _encode(manifest))

    def add_media(self, name: str, content: bytes) -> None:
        """Add a media file."""
        self._write(MEDIA + name, content)

    def add_database_part(self, content: bytes) -> None:
        """Add the next part of the dump."""
        self._parts += 1
        self._write(f"{DATABASE}{self._parts:06}", content)

    def finish(self) -> None:
        """Write the contents and the end of the archive."""
        self._write(CONTENTS, _encode(self.contents))
        self._tar.close()

    def _write(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self._tar.addfile(member, BytesIO(content))
        self.contents.sha256[name] = hashlib.sha256(content).hexdigest()


def read_archive(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of the members. Raises `ArchiveError` for anything that a backup does not contain."""
    try:
        with path.open("rb") as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                _check_member(member)
                file = tar.extractfile(member)
                content = file.read() if file else b""
                if len(content) != member.size:
                    raise ArchiveError("The archive is cut off.")
                yield member.name, content
    except (tarfile.TarError, EOFError, UnicodeError) as error:
        raise ArchiveError(f"This is no complete archive: {error}") from error
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror or error}") from error


def check_archive(path: Path) -> tuple[Manifest, Contents]:
    """Read a whole archive and compare all checksums; returns its beginning and its end. Raises `ArchiveError`."""
    members, found = read_archive(path), {}
    manifest = _read_manifest(members)
    found[MANIFEST] = hashlib.sha256(_encode(manifest)).hexdigest()
    contents: Contents | None = None
    for name, content in members:
        if contents or name in found:
            raise ArchiveError(f"The archive has an unexpected second {name}.")
        if name == CONTENTS:
            contents = _parse(Contents, content)
        else:
            found[name] = hashlib.sha256(content).hexdigest()
    if contents is None:
        raise ArchiveError("The archive is cut off: its list of contents is missing.")
    if damaged := sorted(name for name, _ in found.items() ^ contents.sha256.items()):
        raise ArchiveError(f"The archive is damaged: {damaged[0]} and {len(set(damaged)) - 1} others are not as saved.")
    if not any(name.startswith(DATABASE) for name in found):
        raise ArchiveError("The archive has no database.")
    return manifest, contents


def is_safe_name(name: str) -> bool:
    """Tell whether a media file of this name stays within the folder of media, on every system."""
    parts = name.split("/")
    is_odd = any(part in {"", ".", ".."} for part in parts) or any(sign in name for sign in "\\:\0")
    return not is_odd and len(name) < 1000 and name.isprintable()


def _read_manifest(members: Iterator[tuple[str, bytes]]) -> Manifest:
    name, content = next(members, ("", b""))
    if name != MANIFEST:
        raise ArchiveError("This is no backup of Livestall: it does not begin with a manifest.")
    manifest: Manifest = _parse(Manifest, content, is_manifest=True)
    if _encode(manifest) != content:
        raise ArchiveError("The manifest of the archive is not as saved.")
    return manifest


def _check_member(member: tarfile.TarInfo) -> None:
    name = member.name
    is_media = name.startswith(MEDIA) and is_safe_name(name.removeprefix(MEDIA))
    if not member.isreg() or not (name in {MANIFEST, CONTENTS} or _PART.fullmatch(name) or is_media):
        raise ArchiveError(f"The archive contains {name!r}, which no backup does.")
    if member.size > MAX_BYTES:
        raise ArchiveError(f"{name} has {member.size} bytes, more than any backup writes.")


def _encode(data: Any) -> bytes:
    return json.dumps(asdict(data), indent=1).encode()


def _parse(kind: type[Any], content: bytes, *, is_manifest: bool = False) -> Any:
    try:
        fields = json.loads(content)
        if is_manifest and (fields["format"] != FORMAT or not isinstance(fields["version"], int)):
            raise ArchiveError("This is no backup of Livestall.")
        if is_manifest and fields["version"] > VERSION:
            raise ArchiveError("The archive was made by a newer release, in a format that this one does not know.")
        parsed = kind(**fields)
        if any(not isinstance(getattr(parsed, name), type(value)) for name, value in asdict(_EXAMPLES[kind]).items()):
            raise TypeError
    except (KeyError, TypeError, ValueError) as error:
        raise ArchiveError(f"The archive has an unreadable {kind.__name__.lower()}.") from error
    return parsed


_EXAMPLES: dict[type[Any], Any] = {Manifest: Manifest(FORMAT, VERSION, "", ""), Contents: Contents()}
"""The types of all fields."""
