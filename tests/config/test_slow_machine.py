"""On a slow machine the set-up waits as long as it makes progress, and prints its current step."""

import subprocess
import sys
import time

import pytest

from config.demo.launcher.processes import cpu_seconds
from config.servers import ServersError, daemons, startup_wait
from config.servers.locks import try_lock
from config.servers.startup_wait import wait_while_active

pytestmark = pytest.mark.detail

BUSY = "import time; end = time.monotonic() + 60\nwhile time.monotonic() < end: pass"
IDLE = "import time; time.sleep(60)"


@pytest.fixture
def started():
    """Return a function that starts a Python program, ended with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def start(code: str) -> int:
        running.append(subprocess.Popen([sys.executable, "-S", "-c", code], start_new_session=True))
        return running[-1].pid

    yield start
    for process in running:
        process.kill()
        process.wait()


def test_it_waits_on_while_something_moves_and_no_longer():
    steps = iter([0, 1, 2, 3])
    began = time.monotonic()
    looks = sum(1 for _ in wait_while_active("it", lambda: next(steps, 3), seconds=0.2, look=0.1))
    assert 0.4 <= time.monotonic() - began < 3
    assert looks > 4


def test_it_prints_its_current_step_now_and_then():
    said: list[str] = []
    for _ in wait_while_active("the web server", lambda: 0, seconds=0.5, look=0.05, every=0.2, say=said.append):
        pass
    assert said and all(line.startswith("Still waiting for the web server") for line in said)


def test_a_working_program_is_distinguished_from_a_sleeping_one(started):
    busy, idle = started(BUSY), started(IDLE)
    time.sleep(0.3)
    before = cpu_seconds(busy), cpu_seconds(idle)
    time.sleep(0.5)
    assert cpu_seconds(busy) > before[0]
    assert cpu_seconds(idle) == before[1]


def test_a_program_that_is_gone_has_no_time():
    assert cpu_seconds(2**22 + 1) == 0


@pytest.fixture
def quick(monkeypatch, tmp_path):
    """Make the patience with servers short; return the log and the lock of a server called `slow`."""
    monkeypatch.setattr(daemons, "START_SECONDS", 0.4)
    monkeypatch.setattr(startup_wait, "CHECK_SECONDS", 0.05)
    monkeypatch.setattr(daemons, "log_path", lambda name: tmp_path / f"{name}.log")
    monkeypatch.setattr(daemons, "lock_path", lambda name: tmp_path / f"{name}.lock")
    (tmp_path / "slow.log").touch()
    return tmp_path


def test_an_embedded_server_has_as_long_as_it_writes(quick):
    began = time.monotonic()

    def is_answering() -> bool:
        with (quick / "slow.log").open("a") as lines:
            lines.write("redo in progress\n")
        return time.monotonic() - began > 1.2

    with (quick / "slow.lock").open("a") as lock:
        assert try_lock(lock)
        daemons.ensure_running("slow", is_answering, pytest.fail)
    assert time.monotonic() - began > 1.2


def test_an_embedded_server_that_does_nothing_is_given_up(quick):
    with (quick / "slow.lock").open("a") as lock, pytest.raises(ServersError, match="nothing moved"):
        daemons.ensure_running("slow", lambda: False, lambda: try_lock(lock))


def test_an_embedded_server_that_dies_is_given_up_at_once(quick):
    with pytest.raises(ServersError, match="it stopped while starting"):
        daemons.ensure_running("slow", lambda: False, lambda: None)
