"""Addresses of the servers are decided without starting anything."""

from pathlib import Path

import dj_database_url
import pytest
from kombu import Connection
from redis import ConnectionPool

from config import servers
from config.servers.paths import SOCKET_PATH_BYTES, fallback_folder

pytestmark = pytest.mark.detail


@pytest.fixture(autouse=True)
def _nothing_configured(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("LIVESTALL_DATA_DIR", "/srv/shop/.data")


def database_socket() -> str:
    return f"{dj_database_url.parse(servers.database_url())['HOST']}/.s.PGSQL.5432"


def test_the_environment_wins(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://shop:x@db:5432/shop")
    monkeypatch.setenv("REDIS_URL", "redis://cache:6379")
    assert servers.database_url() == "postgresql://shop:x@db:5432/shop"
    assert servers.redis_url() == "redis://cache:6379/0"
    assert servers.broker_url(2) == "redis://cache:6379/2"


def test_databases_are_counted_from_the_one_that_is_named(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "rediss://:secret@cache:6380/3?ssl_cert_reqs=none")
    assert servers.redis_url(1) == "rediss://:secret@cache:6380/4?ssl_cert_reqs=none"
    monkeypatch.setenv("REDIS_URL", "unix:///run/redis.sock?db=3&password=x")
    assert servers.redis_url(1) == "unix:///run/redis.sock?db=4&password=x"
    assert servers.broker_url(1) == "redis+socket:///run/redis.sock?virtual_host=4&password=x"


def test_a_database_that_is_no_number_is_named_in_the_refusal(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://cache/shop")
    with pytest.raises(servers.ServersError, match=r"REDIS_URL.*'shop'"):
        servers.redis_url()


def test_embedded_servers_are_reached_through_sockets_in_the_data_folder():
    assert database_socket() == "/srv/shop/.data/sockets/.s.PGSQL.5432"
    assert ConnectionPool.from_url(servers.redis_url(2)).connection_kwargs == {
        "path": "/srv/shop/.data/sockets/redis.sock",
        "db": 2,
    }


def test_celery_reads_the_broker_address():
    broker = Connection(servers.broker_url(2))
    assert (broker.transport_cls, broker.hostname) == (
        "redis",
        "socket:///srv/shop/.data/sockets/redis.sock?virtual_host=2",
    )


@pytest.mark.parametrize("folder", ["/srv/" + "x" * 90, "/srv/my shop", "/srv/caffè", "/srv/a,b"])
def test_a_folder_that_no_socket_address_can_name_gets_a_short_one(monkeypatch, folder):
    monkeypatch.setenv("LIVESTALL_DATA_DIR", folder)
    assert database_socket() == f"{fallback_folder()}/sockets/.s.PGSQL.5432"
    assert len(database_socket()) <= SOCKET_PATH_BYTES


def test_each_clone_has_its_own_short_folder(monkeypatch):
    first = fallback_folder()
    monkeypatch.setenv("LIVESTALL_DATA_DIR", "/srv/shop2/.data")
    assert fallback_folder() != first


@pytest.mark.parametrize(("system", "is_same"), [("darwin", True), ("linux", False)])
def test_a_mac_knows_a_folder_by_its_name_in_capitals(monkeypatch, system, is_same):
    monkeypatch.setattr("sys.platform", system)
    first = fallback_folder()
    monkeypatch.setenv("LIVESTALL_DATA_DIR", "/srv/Shop/.DATA")
    assert (fallback_folder() == first) == is_same


def test_asking_makes_no_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("LIVESTALL_DATA_DIR", str(tmp_path / "new"))
    servers.database_url(), servers.redis_url(), servers.broker_url()
    assert not (tmp_path / "new").exists()
    assert not fallback_folder().exists()


def test_nothing_starts_where_both_are_configured(monkeypatch, tmp_path):
    monkeypatch.setenv("LIVESTALL_DATA_DIR", str(tmp_path / "new"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/shop")
    monkeypatch.setenv("REDIS_URL", "redis://cache")
    servers.start()
    assert not (tmp_path / "new").exists()


def test_without_configuration_data_lives_beside_manage_py(monkeypatch):
    monkeypatch.delenv("LIVESTALL_DATA_DIR")
    assert servers.data_dir() == Path(__file__).parents[2] / ".data"
