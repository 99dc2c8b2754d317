"""The folders of the embedded servers' data and sockets, and the user that runs them."""

import hashlib
import os
import pwd
import re
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.servers.errors import ServersError

SOCKET_PATH_BYTES = 103
"""Longest address of a unix socket that every system takes (macOS; Linux allows four more)."""


@dataclass(frozen=True)
class Account:
    """The system user that runs the servers."""

    uid: int
    gid: int

    @property
    def switch(self) -> dict[str, Any]:
        """Arguments of `subprocess` that run a program as this user; none where it is the present one."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account() -> Account:
    """Return the user that runs the servers: the present one, or `nobody` under root.

    Raises ServersError where root has no such user to turn to.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise ServersError(
            "Postgres refuses to run as root and this system has no user 'nobody': "
            "run as an ordinary user, or set DATABASE_URL and REDIS_URL."
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def data_dir() -> Path:
    """Return the folder of everything a run makes: `LIVESTALL_DATA_DIR`, else `.data` beside manage.py."""
    configured = os.environ.get("LIVESTALL_DATA_DIR")
    return Path(configured or Path(__file__).parents[2] / ".data").resolve()


def server_home() -> Path:
    """Return the folder of the servers' data: `data_dir()`, or the refuge when their user could not reach it."""
    closed = os.geteuid() == 0 and not is_reachable_by_all(data_dir().parent)
    return fallback_folder() if closed else data_dir()


def fallback_folder() -> Path:
    """Return the stand-in for `data_dir()` where that is out of reach or its name too long for a socket.

    All commands of one clone must agree on it.
    """
    # A Mac knows a folder by its name in capitals, too.
    path = str(data_dir()).casefold() if sys.platform == "darwin" else str(data_dir())
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
    # Not the configured temporary folder, which is another one for each user or terminal.
    return Path("/var/tmp") / f"livestall-{name}"  # noqa: S108


def socket_folder() -> Path:
    """Return the folder of the servers' sockets: short, and free of characters that addresses would have to quote."""
    folder = server_home() / "sockets"
    plain = re.fullmatch(r"[\w./-]+", str(folder), re.ASCII)
    return folder if plain and len(f"{folder}/.s.PGSQL.5432") <= SOCKET_PATH_BYTES else fallback_folder() / "sockets"


def is_reachable_by_all(path: Path) -> bool:
    """Tell whether every user can walk to `path`; folders that are not there yet count as open."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents) if folder.exists())


def make_folders() -> None:
    """Make the folders of the servers, each with the owner and mode it needs.

    Raises ServersError when somebody else made one of them.
    """
    if server_home() == data_dir() and os.geteuid() == 0:
        data_dir().chmod(data_dir().stat().st_mode | stat.S_IXOTH)
    if fallback_folder() in (server_home(), socket_folder().parent):
        ensure_owned_folder(fallback_folder(), Account(os.geteuid(), os.getegid()), 0o711)
    ensure_owned_folder(socket_folder(), server_account(), 0o700)


def ensure_owned_folder(path: Path, owner: Account, mode: int) -> None:
    """Make the folder `path` for `owner`, or check that it is already theirs.

    Raises ServersError when it belongs to somebody else.
    """
    if not os.path.lexists(path):
        path.mkdir()
        os.chown(path, owner.uid, owner.gid)
        path.chmod(mode)
    # In a folder open to all, another user may have been there first and would own the database.
    found = path.lstat()
    if found.st_uid != owner.uid or not stat.S_ISDIR(found.st_mode) or found.st_mode & 0o022:
        raise ServersError(
            f"{path} belongs to {user_name(found.st_uid)}, but the servers run as {user_name(owner.uid)} here: "
            "use the account of the earlier run, or remove that folder."
        )


def user_name(uid: int) -> str:
    """Return the name of a user, or the number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
