"""Several commands share the embedded servers; the last one to leave stops them."""

import os
import signal
import stat

import psutil
import psycopg
import pytest
from redis import Redis

pytestmark = pytest.mark.detail

FORK = """
import os, sys
from config import servers
servers.start()
child = os.fork()
if not child:
    sys.exit()
os.waitpid(child, 0)
print("up", flush=True)
sys.stdin.read()
"""
ASK = """
import psycopg
from redis import Redis
from config import servers
servers.start()
servers.start()
one, = psycopg.connect(servers.database_url()).execute("SELECT 1").fetchone()
print(one, Redis.from_url(servers.redis_url()).ping())
"""


def listens_on_network(pid: int) -> bool:
    return bool(psutil.Process(pid).net_connections("inet"))


@pytest.mark.slow
def test_the_last_command_stops_them(data, command, servers_of):
    first, second = command(), command()
    assert first.is_up() and second.is_up()
    shared = servers_of(data)
    assert set(shared) == {"postgres", "valkey-server"}
    assert not any(listens_on_network(pid) for pid in shared.values())
    assert 0 not in {psutil.Process(pid).uids().real for pid in shared.values()}
    assert stat.S_IMODE((data / "sockets").stat().st_mode) == 0o700
    first.leave()
    assert servers_of(data) == shared
    second.leave()
    assert servers_of(data) == {}


@pytest.mark.slow
def test_they_answer_in_the_data_folder_and_keep_their_data(data, command):
    address = f"postgresql://livestall@/livestall?host={data}/sockets"
    first = command()
    assert first.is_up()
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept AS SELECT lower('É') AS letter")
    assert Redis(unix_socket_path=str(data / "sockets/redis.sock")).config_get("maxmemory-policy") == {
        "maxmemory-policy": "noeviction"
    }
    first.leave()
    second = command()
    assert second.is_up()
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT letter FROM kept").fetchone() == ("é",)


@pytest.mark.slow
def test_a_forked_child_that_ends_stops_nothing(data, command, servers_of):
    parent = command(FORK)
    assert parent.is_up()
    assert set(servers_of(data)) == {"postgres", "valkey-server"}
    parent.leave()
    assert servers_of(data) == {}


@pytest.mark.slow
def test_a_terminated_command_leaves_in_the_orderly_way(data, command, servers_of):
    only = command()
    assert only.is_up()
    only.process.send_signal(signal.SIGTERM)
    assert only.process.wait(timeout=30) == 128 + signal.SIGTERM
    assert servers_of(data) == {}


@pytest.mark.slow
def test_a_server_that_the_environment_names_is_left_alone(data, command, servers_of):
    only = command(REDIS_URL="redis://127.0.0.1:1/0")
    assert only.is_up()
    assert set(servers_of(data)) == {"postgres"}


@pytest.mark.slow
def test_commands_that_come_and_go_at_once_never_find_them_down(data, command, servers_of):
    for _ in range(2):
        answers = [each.leave() for each in [command(ASK) for _ in range(4)]]
        assert answers == [("1 True\n", "")] * 4
    assert servers_of(data) == {}


@pytest.mark.slow
def test_a_killed_server_starts_again(data, command, servers_of):
    first = command()
    assert first.is_up()
    for pid in servers_of(data).values():
        psutil.Process(pid).kill()
    assert command(ASK).leave() == ("1 True\n", "")


@pytest.mark.slow
def test_a_killed_servers_process_id_may_be_anothers(data, command):
    first = command()
    assert first.is_up()
    first.leave()
    stale = f"{os.getpid()}\n{data}/postgres\n1\n5432\n{data}/sockets\n\n"
    (data / "postgres/postmaster.pid").write_text(stale)
    assert command(ASK).leave() == ("1 True\n", "")


@pytest.mark.slow
def test_what_an_older_redis_left_is_not_read(data, command):
    first = command()
    assert first.is_up()
    first.leave()
    (data / "sockets/dump.rdb").write_bytes(b"REDIS0099 of an unknown format")
    assert command(ASK).leave() == ("1 True\n", "")
