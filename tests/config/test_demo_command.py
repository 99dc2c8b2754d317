"""`manage.py demo`: starts a whole site from the command line, and stops all of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from django.core.management import CommandError, call_command

from config.demo.data.people import SIGN_INS
from config.demo.launcher.address import Address
from config.demo.launcher.services import make_environment, wait_until_ready
from tests.site import find_free_port

pytestmark = pytest.mark.detail

ROOT = Path(__file__).parents[2]


def list_processes(data: Path) -> set[str]:
    """Return the other processes with this data folder in their command line or environment."""
    found = set()
    for process in psutil.process_iter():
        try:
            line, environment = " ".join(process.cmdline()), process.environ()
        except psutil.Error:
            continue
        if str(data) in f"{line} {environment}" and process.pid != os.getpid():
            found.add(line)
    return found


class Demo:
    """A demo started from the command line."""

    def __init__(self, *words: str) -> None:
        self.port = find_free_port()
        unset = {"DATABASE_URL", "REDIS_URL", "SITE_ORIGINS"}
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "manage.py", "demo", str(self.port), *words], text=True, cwd="/",
            env={name: value for name, value in os.environ.items() if name not in unset},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def wait_until_open(self) -> str:
        """Return the output until the demo is ready."""
        said = ""
        for line in self.process.stdout or []:
            said += line
            if "Ctrl-C" in line:
                return said
        raise AssertionError(said)

    def get_status(self, path: str = "/") -> int:
        """Return the status of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as response:
            return response.status

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal; return the exit code and the rest of the output."""
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=60)
        return self.process.returncode, said


@pytest.fixture
def begin(data) -> Iterator[Callable[..., Demo]]:
    """Start demos on the data folder of this test, and stop them after it."""
    begun: list[Demo] = []

    def begin(*words: str) -> Demo:
        begun.append(Demo(*words))
        return begun[-1]

    yield begin
    for demo in begun:
        if demo.process.poll() is None:
            demo.end(signal.SIGTERM)


@pytest.mark.slow
def test_a_demo_prints_its_sign_ins_and_leaves_no_process(begin, data):
    demo = begin()
    said = demo.wait_until_open()
    assert f"http://localhost:{demo.port}/" in said
    assert all(email in said and password in said for _, email, password in SIGN_INS)
    assert demo.get_status() == 200
    assert demo.get_status("/static/css/base.css") == 200
    assert {"worker", "beat", "simulate"} <= {word for line in list_processes(data) for word in line.split()}
    assert demo.end(signal.SIGINT) == (0, "Stopped.\n")
    assert list_processes(data) == set()

    again = begin("--no-simulator")
    assert "Shops, products and people" not in again.wait_until_open()
    assert again.end(signal.SIGTERM) == (0, "Stopped.\n")
    assert list_processes(data) == set()


@pytest.mark.slow
def test_a_reset_deletes_the_data_of_earlier_runs(begin, data):
    first = begin("--no-simulator")
    first.wait_until_open()
    first.end(signal.SIGINT)
    upload = data / "media/of-an-earlier-run.txt"
    upload.parent.mkdir(exist_ok=True)
    upload.touch()
    second = begin("--no-simulator", "--reset")
    said = second.wait_until_open()
    assert "Deleting earlier data" in said and "Shops, products and people" in said
    assert not upload.exists()
    assert second.end(signal.SIGINT)[0] == 0


@pytest.mark.slow
def test_the_demo_ends_with_its_web_server(begin, data):
    demo = begin("--no-simulator")
    demo.wait_until_open()
    next(process for process in psutil.process_iter(["cmdline"]) if is_web_server(process, demo.port)).kill()
    said, _ = demo.process.communicate(timeout=60)
    assert demo.process.returncode == 1
    assert "web ended (SIGKILL)" in said and "The demo stops because its service web has ended." in said
    assert list_processes(data) == set()


def is_web_server(process: psutil.Process, port: int) -> bool:
    words = process.info["cmdline"] or []
    return "config.server" in words and str(port) in words


@pytest.mark.slow
def test_a_killed_demo_leaves_no_process_and_frees_the_port(begin, data):
    demo = begin("--no-simulator")
    demo.wait_until_open()
    demo.process.kill()
    demo.process.communicate()
    end = time.monotonic() + 30
    while any(" -m " in line for line in list_processes(data)):
        assert time.monotonic() < end, list_processes(data)
        time.sleep(0.1)
    assert Address("127.0.0.1", demo.port).find_problem() is None


def test_a_busy_port_is_refused_before_anything_else():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(CommandError, match=f"^Port {port} is busy") as refusal:
            call_command("demo", str(port))
    assert refusal.value.returncode == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [(["eight"], "'eight' is neither a port"), (["--pace", "0"], "above 0"), (["--pace", "nan"], "above 0")],
)
def test_invalid_options_are_refused(words, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("demo", *words or [str(find_free_port())])


def test_a_database_named_by_the_environment_is_never_emptied(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/shop")
    with pytest.raises(CommandError, match="empty the one that DATABASE_URL names yourself"):
        call_command("demo", str(find_free_port()), "--reset")


def test_the_services_know_all_origins_of_the_site(monkeypatch, settings):
    monkeypatch.setenv("SITE_ORIGINS", "http://shop.example")
    environment = make_environment(Address("127.0.0.1", 8123))
    assert environment["SITE_ORIGINS"] == "http://localhost:8123,http://127.0.0.1:8123,http://shop.example"
    assert environment["SECRET_KEY"] == settings.SECRET_KEY


def test_waiting_ends_if_nothing_makes_progress():
    calls = []
    address = Address("127.0.0.1", find_free_port())
    assert wait_until_ready(address, lambda: calls.append(1), seconds=0.3) is False
    assert calls
