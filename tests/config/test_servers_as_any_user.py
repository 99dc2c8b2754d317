"""The embedded servers run for root and for other users, also in private folders."""

import os
import pwd
import stat

import psutil
import psycopg
import pytest

from config.servers.binaries import make_reachable
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
    assert {psutil.Process(pid).uids().real for pid in servers_of(data).values()} == {user}
    only.leave()
    assert servers_of(data) == {}


@pytest.mark.slow
def test_below_a_closed_folder_they_work_and_the_folder_stays_closed(data, command, servers_of):
    data.parent.chmod(0o700)
    place = fallback_folder() if IS_ROOT else data
    only = command()
    assert only.is_up(), only.leave()
    assert set(servers_of(place)) == {"postgres", "valkey-server"}
    with psycopg.connect(host=str(place / "sockets"), user="livestall", dbname="livestall") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert stat.S_IMODE(data.parent.stat().st_mode) == 0o700
    only.leave()
    assert servers_of(place) == {}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with a program, in a closed folder."""
    monkeypatch.setattr("config.servers.binaries.fallback_folder", lambda: tmp_path / "refuge")
    monkeypatch.setattr("importlib.metadata.version", lambda name: "9.1")
    folder = tmp_path / "closed/package"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/server").write_text("#!/bin/sh\necho ready\n")
    (tmp_path / "closed/package.libs").mkdir()
    (tmp_path / "closed").chmod(0o700)
    return folder


def test_programs_in_a_closed_folder_are_copied_once(package, tmp_path):
    first = make_reachable(package / "bin/server", package)
    assert first.read_text() == "#!/bin/sh\necho ready\n"
    assert (first.parents[2] / "package.libs").is_dir()
    assert first.is_relative_to(tmp_path / "refuge/package-9.1" if IS_ROOT else package)
    changed = first.stat().st_mtime_ns
    assert make_reachable(package / "bin/server", package).stat().st_mtime_ns == changed
