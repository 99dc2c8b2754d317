"""Redis and Postgres over TLS: each client refuses a server whose certificate is not the right one."""

import json
import shutil
import socket
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from tests.faults.certificates import write_certificates
from tests.pooler import pooler
from tests.site import Site, build_environment, find_free_port, terminate_after

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
CLIENTS = """
import asyncio, json, django
django.setup()
from django.core.cache import cache
from django.db import connection
from config.celery import app
from config.live.layers import new_layer
from config.monitoring import readiness

async def push():
    async with asyncio.timeout(10):
        await new_layer().group_send("tls", {"type": "frame"})

def kept():
    cache.set("tls", 1, 30)
    assert cache.get("tls") == 1

def queued():
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=5)
        broker.default_channel.client.ping()

def works(act):
    try:
        act()
    except Exception:
        return False
    return True

found = {"cache": works(kept), "broker": works(queued), "live": works(lambda: asyncio.run(push())),
         "readiness": works(lambda: asyncio.run(readiness._ask_redis())),
         "database": works(lambda: connection.cursor().execute("SELECT 1"))}
print(json.dumps(found))
"""


def try_clients(folder, redis_url):
    """Return which clients of the site work."""
    environment = build_environment(Site(8000), redis_url, folder) | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", CLIENTS]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def secure_redis(folder):
    """Return a function that runs Redis with a certificate; it returns the port."""
    program = shutil.which("redis-server")
    assert program, "this test needs Debian's package redis-server"
    running = []

    def run(certificates):
        port = find_free_port()
        files = {"cert-file": "server.pem", "key-file": "server.key", "ca-cert-file": "ca.pem"}
        words = [word for name, file in files.items() for word in (f"--tls-{name}", str(certificates / file))]
        command = [program, "--port", "0", "--tls-port", str(port), "--tls-auth-clients", "no", "--save", "", *words]
        running.append(subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL))
        wait_for_port(port)
        return port

    yield run
    for process in running:
        with terminate_after(process):
            pass


def wait_for_port(port):
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nobody listens")


REDIS = ("cache", "broker", "live", "readiness")


def test_redis_is_trusted_by_its_certificate_only(secure_redis, folder):
    for name, address in [("right", "127.0.0.1"), ("wrong", "127.0.0.1"), ("elsewhere", "127.0.0.9")]:
        write_certificates(folder / name, address)
    port, elsewhere = secure_redis(folder / "right"), secure_redis(folder / "elsewhere")
    trusted = {
        "right": try_clients(folder, f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={folder}/right/ca.pem"),
        "another authority": try_clients(folder, f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={folder}/wrong/ca.pem"),
        "no authority": try_clients(folder, f"rediss://127.0.0.1:{port}/0"),
        "another host": try_clients(folder, f"rediss://127.0.0.1:{elsewhere}/0?ssl_ca_certs={folder}/elsewhere/ca.pem"),
    }
    assert {name: [found[client] for client in REDIS] for name, found in trusted.items()} == {
        "right": [True] * 4, "another authority": [False] * 4, "no authority": [False] * 4, "another host": [False] * 4,
    }  # fmt: skip


def test_postgres_is_trusted_by_its_certificate_only(transactional_db, folder, monkeypatch):
    write_certificates(folder / "wrong")
    port, database = find_free_port(), connection.settings_dict["NAME"]

    def is_trusted(authority):
        query = f"sslmode=verify-full&sslrootcert={authority}"
        monkeypatch.setenv("DATABASE_POOLER_URL", f"postgresql://{running.user}@127.0.0.1:{port}/{database}?{query}")
        return try_clients(folder, "redis://127.0.0.1:9")["database"]

    with pooler(tls_port=port) as running:
        assert is_trusted(running.folder / "ca.pem")
        assert not is_trusted(folder / "wrong" / "ca.pem")
