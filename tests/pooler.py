"""PgBouncer in transaction mode, between the site and the tests' database."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connection, connections

from config.servers.paths import server_account
from tests.faults.certificates import write_certificates

DIRECT = "direct"
SESSIONS = 5
"""Few sessions, taken in turn: state that a client left in one would meet the others."""
CONFIGURATION = """
[databases]
* = {server}

[pgbouncer]
pool_mode = transaction
default_pool_size = {sessions}
server_round_robin = 1
max_client_conn = 1000
listen_port = {port}
unix_socket_dir = {folder}
auth_type = trust
auth_file = {folder}/users
admin_users = {user}
"""
TLS = """listen_addr = 127.0.0.1
listen_port = {port}
client_tls_sslmode = require
client_tls_cert_file = {folder}/server.pem
client_tls_key_file = {folder}/server.key"""


class Pooler:
    """A running PgBouncer."""

    def __init__(self, folder: Path, user: str) -> None:
        self.folder, self.user = folder, user
        self.port = 6432

    def url(self, database: str) -> str:
        """Return the address of a database through the pooler."""
        return f"postgresql://{self.user}@{quote(str(self.folder), safe='')}:{self.port}/{database}"

    def reconnect(self) -> None:
        """Let it open its sessions again, as an operator would after a change of the role."""
        with psycopg.connect(self.url("pgbouncer"), autocommit=True) as console:
            console.pgconn.exec_(b"RECONNECT")


@contextmanager
def pooler(tls_port: int = 0) -> Iterator[Pooler]:
    """Run PgBouncer in front of the tests' server until the block ends; with a port, by TCP and TLS only."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "these tests need Debian's package pgbouncer"
    address = connections[DIRECT if DIRECT in connections.settings else "default"].settings_dict
    # In a folder that the servers' user may enter: PgBouncer refuses to run as root, as Postgres does.
    folder = Path(tempfile.mkdtemp(prefix="livestall-pooler-", dir="/var/tmp"))
    running = Pooler(folder, str(address["USER"]))
    server = f"host={address['HOST']} port={address['PORT'] or 5432}"
    text = CONFIGURATION.format(server=server, sessions=SESSIONS, port=running.port, folder=folder, user=running.user)
    if tls_port:
        write_certificates(folder)
        text = text.replace(f"listen_port = {running.port}", TLS.format(port=tls_port, folder=folder))
        running.port = tls_port
    (folder / "pgbouncer.ini").write_text(text)
    (folder / "users").write_text(f'"{running.user}" "{address["PASSWORD"]}"\n')
    account = server_account()
    for path in (folder, *folder.iterdir()):
        os.chown(path, account.uid, account.gid)
    process = subprocess.Popen([program, "-q", folder / "pgbouncer.ini"], **account.switch)
    try:
        _wait(running, process)
        yield running
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder)


@contextmanager
def through_pooler() -> Iterator[Pooler]:
    """Let this process' own connections go through PgBouncer, as settings with `DATABASE_POOLER_URL` would."""
    wrapper: Any = connection
    address = wrapper.settings_dict
    options = {name: value for name, value in address["OPTIONS"].items() if name != "options"}
    with pooler() as running:
        before = {**address}
        wrapper.close()
        wrapper.close_pool()
        connections.settings[DIRECT] = {**address, "OPTIONS": {"options": address["OPTIONS"]["options"]}}
        pooled = {"HOST": str(running.folder), "PORT": running.port, "OPTIONS": options}
        address.update(pooled, DISABLE_SERVER_SIDE_CURSORS=True)
        try:
            yield running
        finally:
            wrapper.close()
            wrapper.close_pool()
            connections[DIRECT].close()
            del connections.settings[DIRECT]
            address.update(before)


def _wait(running: Pooler, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < end:
        try:
            psycopg.connect(running.url(connection.settings_dict["NAME"])).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("PgBouncer did not start")
