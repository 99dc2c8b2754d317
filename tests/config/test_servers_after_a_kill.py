"""After any killed command the next one finds working servers, and they still stop with the last."""

import os
import pwd
import signal
import subprocess

import psycopg
import pytest

pytestmark = pytest.mark.detail


def write(data, statement):
    with psycopg.connect(host=str(data / "sockets"), user="livestall", dbname="livestall") as connection:
        return connection.execute(statement)


def stranger(data):
    """A process of the servers' user that has nothing to do with them."""
    return subprocess.Popen(["sleep", "300"], user=(data / "postgres").stat().st_uid)


@pytest.mark.slow
def test_servers_of_a_killed_command_are_used_and_then_stopped(data, command, servers_of):
    killed = command()
    assert killed.is_up()
    left = servers_of(data)
    killed.kill()
    assert servers_of(data) == left
    following = command()
    assert following.is_up()
    assert servers_of(data) == left
    following.leave()
    assert servers_of(data) == {}


@pytest.mark.slow
def test_killed_servers_start_again_with_their_data_though_another_process_has_the_old_id(data, command, servers_of):
    killed = command()
    assert killed.is_up()
    write(data, "CREATE TABLE kept AS SELECT 1 AS one")
    for pid in servers_of(data).values():
        os.kill(pid, signal.SIGKILL)
    killed.kill()
    other = stranger(data)
    try:
        for leftover in (data / "postgres/postmaster.pid", data / "sockets/.s.PGSQL.5432.lock"):
            _, *rest = leftover.read_text().splitlines(keepends=True)
            leftover.write_text(f"{other.pid}\n{''.join(rest)}")
        following = command()
        assert following.is_up(), following.leave()
        assert write(data, "SELECT 1 FROM kept").rowcount == 1
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


@pytest.mark.slow
def test_half_made_database_files_are_made_anew(data, command):
    half = data / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    os.chown(half, pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else -1, -1)
    following = command()
    assert following.is_up(), following.leave()
    assert not half.exists()
