"""`manage.py demo`, from the command line to a running site and back to nothing."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config.demo import site
from config.demo.address import Address
from config.demo.people import SIGN_INS
from tests.site import free_port

ROOT = Path(__file__).parents[2]


def processes_of(data: Path) -> set[str]:
    """Programs that know the data folder by their command line or environment, without this one."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            traces = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(data) in traces and int(folder.name) != os.getpid():
            found.add((folder / "cmdline").read_text().replace("\0", " "))
    return found


class Demo:
    """A demo run from the command line."""

    def __init__(self, *words: str) -> None:
        self.port = free_port()
        unset = {"DATABASE_URL", "REDIS_URL", "SITE_ORIGINS"}
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "manage.py", "demo", str(self.port), *words], text=True, cwd="/",
            env={name: value for name, value in os.environ.items() if name not in unset},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def wait_until_open(self) -> str:
        """Return what it printed until it was ready."""
        said = ""
        for line in self.process.stdout or []:
            said += line
            if "Ctrl-C" in line:
                return said
        raise AssertionError(said)

    def page(self, path: str = "/") -> int:
        """Return the status of a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as response:
            return response.status

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal; return exit code and last words."""
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=60)
        return self.process.returncode, said


@pytest.fixture
def begin(data) -> Iterator[Callable[..., Demo]]:
    """Run demos on this test's data folder; a test that fails leaves none."""
    begun: list[Demo] = []

    def begin(*words: str) -> Demo:
        begun.append(Demo(*words))
        return begun[-1]

    yield begin
    for demo in begun:
        if demo.process.poll() is None:
            demo.end(signal.SIGTERM)


@pytest.mark.slow
def test_a_demo_opens_with_sign_ins_and_ends_without_a_trace(begin, data):
    demo = begin()
    said = demo.wait_until_open()
    assert f"http://localhost:{demo.port}/" in said
    assert all(email in said and password in said for _, email, password in SIGN_INS)
    assert demo.page() == 200
    assert demo.page("/static/css/base.css") == 200
    assert {"worker", "beat", "simulate"} <= {word for line in processes_of(data) for word in line.split()}
    assert demo.end(signal.SIGINT) == (0, "Stopped.\n")
    assert processes_of(data) == set()

    again = begin("--no-simulator")
    assert "Shops, products and people" not in again.wait_until_open()
    assert again.end(signal.SIGTERM) == (0, "Stopped.\n")
    assert processes_of(data) == set()


@pytest.mark.slow
def test_a_reset_drops_the_data_of_earlier_runs(begin, data):
    first = begin("--no-simulator")
    first.wait_until_open()
    first.end(signal.SIGINT)
    upload = data / "media/of-an-earlier-run.txt"
    upload.parent.mkdir(exist_ok=True)
    upload.touch()
    second = begin("--no-simulator", "--reset")
    said = second.wait_until_open()
    assert "Dropping earlier data" in said and "Shops, products and people" in said
    assert not upload.exists()
    assert second.end(signal.SIGINT)[0] == 0


@pytest.mark.slow
def test_when_the_web_server_dies_the_demo_says_so_and_ends(begin, data):
    demo = begin("--no-simulator")
    demo.wait_until_open()
    web = next(folder for folder in Path("/proc").glob("[0-9]*") if is_web(folder, demo.port))
    os.kill(int(web.name), signal.SIGKILL)
    said, _ = demo.process.communicate(timeout=60)
    assert demo.process.returncode == 1
    assert "web ended (SIGKILL)" in said and "The demo stops, for its web program has ended." in said
    assert processes_of(data) == set()


def is_web(folder: Path, port: int) -> bool:
    try:
        words = (folder / "cmdline").read_text().split("\0")
    except OSError:
        return False
    return "config.server" in words and str(port) in words


@pytest.mark.slow
def test_a_killed_demo_takes_its_programs_along_and_frees_the_port(begin, data):
    demo = begin("--no-simulator")
    demo.wait_until_open()
    demo.process.kill()
    demo.process.communicate()
    end = time.monotonic() + 30
    while any(" -m " in line for line in processes_of(data)):
        assert time.monotonic() < end, processes_of(data)
        time.sleep(0.1)
    assert Address("127.0.0.1", demo.port).refusal() is None


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
def test_senseless_options_are_refused(words, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("demo", *words or [str(free_port())])


def test_a_database_of_ones_own_is_never_dropped(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/shop")
    with pytest.raises(CommandError, match="empty the one that DATABASE_URL names yourself"):
        call_command("demo", str(free_port()), "--reset")


def test_the_programs_know_the_site_by_the_names_of_its_address(monkeypatch, settings):
    monkeypatch.setenv("SITE_ORIGINS", "http://shop.example")
    environment = site.environment(Address("127.0.0.1", 8123))
    assert environment["SITE_ORIGINS"] == "http://localhost:8123,http://127.0.0.1:8123,http://shop.example"
    assert environment["SECRET_KEY"] == settings.SECRET_KEY


def test_a_site_that_is_not_there_does_not_answer():
    calls = []
    address = Address("127.0.0.1", free_port())
    assert site.wait_until_it_answers(address, lambda: calls.append(1), seconds=0.3) is False
    assert calls
