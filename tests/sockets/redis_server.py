"""A Redis of the tests' own, to be killed, frozen and emptied."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

from config.live import publisher
from config.servers.paths import SOCKET_PATH_BYTES
from config.servers.redis import redis_program


class RedisServer:
    """A server process on a unix socket in `folder`, or in a shorter one, as a Mac's temporary folders are too long."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "redis.sock"
        if len(str(self.socket)) > SOCKET_PATH_BYTES:
            self._folder = TemporaryDirectory(prefix="livestall-", dir="/tmp")
            self.socket = Path(self._folder.name) / "redis.sock"
        self.url = f"unix://{self.socket}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, unless it runs, and wait until it answers."""
        if self._process is None:
            options = ["--port", "0", "--unixsocket", str(self.socket), "--save", "", "--dir", str(self.socket.parent)]
            self._process = subprocess.Popen([redis_program(), *options], stdout=subprocess.DEVNULL)
        while not self._answers():
            time.sleep(0.02)

    def stop(self) -> None:
        """Kill it; everything in it is lost."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Let it hang: connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def recover(self) -> None:
        """Restart or thaw the server after a test stopped or froze it."""
        if self._process is not None:
            self.thaw()
        self.start()

    def client(self) -> Redis:
        """Return a client for the tests' own commands."""
        return Redis.from_url(self.url, socket_timeout=2)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def _answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except RedisError:
            return False


@contextmanager
def on_a_redis_of_its_own(folder: Path) -> Iterator[RedisServer]:
    """Let the live wire of this process use a fresh server in `folder` until the block ends."""
    server = RedisServer(folder)
    server.start()
    layers: Any = settings.CHANNEL_LAYERS
    options = layers["default"]["CONFIG"]
    before = options["hosts"]
    options["hosts"] = [{**before[0], "address": server.url}]
    publisher.reset_publisher()
    try:
        yield server
    finally:
        server.recover()
        publisher.flush(5)
        options["hosts"] = before
        publisher.reset_publisher()
        server.stop()
