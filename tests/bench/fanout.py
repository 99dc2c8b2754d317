"""Push throughput of one server process: `uv run python -m tests.bench.fanout --help`.

P1: frames a second over all sockets on an otherwise idle server, by the fast writer and by the ordinary one, beside
two references on the same core. P2: delay of a push at four pushes a second. P3: memory of a socket that only listens.
Each figure is a line of JSON.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil

from activity import topics
from config import servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
servers.start()

import django

django.setup()

from asgiref.sync import async_to_sync
from channels_redis.core import RedisChannelLayer
from django.conf import settings
from django.core import signing

from config.live import tokens
from marketplace.accounts.visitors import COOKIE, SALT, Visitor
from tests.bench.socket_clients import SocketClients
from tests.site import find_free_port

ROOT = Path(__file__).parents[2]
BODY = "x" * 400  # about the length of a toast
WINDOW = 16  # pushes in flight at once
Push = Callable[[str], None]


def make_message(number: int, moment: float) -> str:
    """Return a message with its number and the time of sending; 0 if its delay is not measured."""
    return f"#{number}@{moment or 0}#{BODY}"


class Contender(ABC):
    """A server on its own core, with the handshake of its clients and a way to push through it."""

    path = "/"

    def __init__(self, command: list[str], core: int, **environment: str) -> None:
        self.port = find_free_port()
        self.process = subprocess.Popen(
            [word.format(port=self.port) for word in command],
            cwd=ROOT,
            env={**os.environ, **environment, "SITE_ORIGINS": f"http://127.0.0.1:{self.port}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),
        )

    @staticmethod
    def greeting() -> tuple[str, str]:
        """Return the cookie and the first frame of a client."""
        return "", ""

    @abstractmethod
    def push(self, text: str) -> None:
        """Send a message to everybody."""

    def memory(self) -> int:
        """Return the resident bytes of the process."""
        return int(psutil.Process(self.process.pid).memory_info().rss)


class WebsocketsBaseline(Contender):
    """`websockets.broadcast`."""

    def push(self, text: str) -> None:
        """Send a message to everybody."""
        assert self.process.stdin is not None
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()


class ChannelsBaseline(Contender):
    """The tutorial of Channels."""

    def __init__(self, command: list[str], core: int, **environment: str) -> None:
        super().__init__(command, core, **environment)
        self.layer = RedisChannelLayer(hosts=[environment["REDIS_URL"]], capacity=100_000)

    def push(self, text: str) -> None:
        """Send a message to everybody."""
        async_to_sync(self.layer.group_send)("all", {"type": "tell", "html": text})


class LiveServer(Contender):
    """The live wire."""

    path = "/ws/"

    @staticmethod
    def greeting() -> tuple[str, str]:
        """Return a new visitor's cookie, and the frame that subscribes to toasts."""
        visitor = Visitor.new()
        token = tokens.issue_token("toasts", visitor=visitor.digest, user_id=None, session_key=None)
        said = json.dumps({"kind": "subscribe", "tokens": [token], "since": 0})
        return f"{COOKIE}={signing.TimestampSigner(salt=SALT).sign(visitor.key)}", said

    def push(self, text: str) -> None:
        """Send a message to everybody."""
        topics.toasts.push(template="activity/live/withdrawn_purchase.html", context={"keys": [text]})


@contextmanager
def start_contender(contender: Contender) -> Iterator[Contender]:
    """Wait until a server listens; end it afterwards."""
    import socket

    end = time.monotonic() + 60
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", contender.port), 1).close()
                break
            except OSError:
                if time.monotonic() > end or contender.process.poll() is not None:
                    raise
                time.sleep(0.1)
        yield contender
    finally:
        contender.process.terminate()
        contender.process.wait(30)


def saturate_server(contender: Contender, crowd: SocketClients, seconds: float) -> dict[str, float]:
    """Keep enough pushes in flight that the server is never idle; return the frames received in a second."""
    pushed, process = 0, psutil.Process(contender.process.pid)

    def keep_going(until: float) -> None:
        nonlocal pushed
        while time.monotonic() < until:
            if pushed * crowd.size - crowd.heard < WINDOW * crowd.size:
                contender.push(make_message(pushed, 0))
                pushed += 1
            else:
                time.sleep(0.0005)

    keep_going(time.monotonic() + 1)
    heard, cpu, began = crowd.heard, sum(process.cpu_times()[:2]), time.monotonic()
    keep_going(began + seconds)
    took = time.monotonic() - began
    rate = (crowd.heard - heard) / took
    return {"deliveries_per_s": round(rate), "server_cpu": round((sum(process.cpu_times()[:2]) - cpu) / took, 2)}


def push_slowly(contender: Contender, crowd: SocketClients, pushes: int) -> None:
    """Push four times a second, and wait for the last frames."""
    heard = crowd.heard
    for number in range(pushes):
        contender.push(make_message(number, time.time()))
        time.sleep(0.25)
    end = time.monotonic() + 5
    while crowd.heard - heard < pushes * crowd.size and time.monotonic() < end:
        time.sleep(0.01)


def print_figure(figure: str, **values: Any) -> None:
    """Print one figure."""
    print(json.dumps({"figure": figure, **values}), flush=True)  # noqa: T201


def list_contenders(folder: Path) -> dict[str, Callable[[], Contender]]:
    """Return a function for each server that starts it."""
    redis, data = servers.redis_url(0), str(folder)
    core = 0
    site = {
        "DATABASE_URL": servers.database_url(),
        "REDIS_URL": redis,
        "SECRET_KEY": settings.SECRET_KEY,
        "LIVESTALL_DATA_DIR": data,
        "LIVE_SOCKETS_PER_ADDRESS": "100000",
        "LIVE_HEARTBEAT_SECONDS": "600",
    }
    python = sys.executable
    ours = [python, "-m", "config.server", "--port", "{port}"]

    def serve(direct: str) -> Contender:
        return LiveServer(ours, core, **site, LIVE_DIRECT=direct)

    return {
        "bare": lambda: WebsocketsBaseline([python, "-m", "tests.bench.websockets_baseline", "{port}"], core),
        "prepared": lambda: WebsocketsBaseline(
            [python, "-m", "tests.bench.websockets_baseline", "{port}", "prepared"], core
        ),
        "textbook": lambda: ChannelsBaseline(
            [python, "-m", "daphne", "-p", "{port}", "-v", "0", "tests.bench.channels_baseline:application"],
            core,
            REDIS_URL=servers.redis_url(3),
        ),
        "ordinary": lambda: serve("0"),
        "direct": lambda: serve("1"),
    }


def measure_throughput(makers: dict[str, Callable[[], Contender]], size: int, seconds: float) -> None:
    """Print the throughput of each contender, and ours as a share of the references."""
    rates: dict[str, float] = {}
    for name, make in makers.items():
        with start_contender(make()) as contender:
            crowd = SocketClients(contender.port, contender.path, size, contender.greeting, core=1)
            values = saturate_server(contender, crowd, seconds)
            client = crowd.leave()["cpu"]
        rates[name] = values["deliveries_per_s"]
        print_figure(
            "P1", server=name, sockets=size, seconds=seconds, client_cpu=round(client / (seconds + 1), 2), **values
        )
    for name in ("ordinary", "direct"):
        ratios = {
            f"ratio_to_{other}": round(rates[name] / rates[other], 2) for other in ("bare", "prepared", "textbook")
        }
        print_figure("P1", server=name, **ratios)


def measure_delay_and_memory(make: Callable[[], Contender], size: int, pushes: int) -> None:
    """Print the delay of pushes, the share that arrived, and the memory of a listening socket."""
    with start_contender(make()) as contender:
        few = SocketClients(contender.port, contender.path, 10, contender.greeting, core=1)
        before = contender.memory()
        crowd = SocketClients(contender.port, contender.path, size, contender.greeting, core=1)
        print_figure("P3", sockets=size, bytes_per_socket=round((contender.memory() - before) / size))
        few.leave()
        push_slowly(contender, crowd, pushes)
        delays = crowd.leave()["delays"]
        received, p95 = len(delays) / (size * pushes), quantiles(delays, n=20)[-1]
        times = {"p50_ms": round(median(delays) * 1000, 1), "p95_ms": round(p95 * 1000, 1)}
        print_figure(
            "P2", sockets=size, pushes=pushes, received=received, **times, worst_ms=round(max(delays) * 1000, 1)
        )


def main() -> None:
    """Run the measurements of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--many", type=int, default=5000, help="sockets of the second round of P2")
    options = parser.parse_args()
    os.sched_setaffinity(0, {1})  # beside the crowd: the server has a core of its own
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        makers = list_contenders(Path(folder))
        measure_throughput(makers, options.sockets, options.seconds)
        for size in (options.sockets, options.many):
            measure_delay_and_memory(makers["direct"], size, pushes=40)


if __name__ == "__main__":
    main()
