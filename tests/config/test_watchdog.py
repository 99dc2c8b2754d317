"""The watchdog ends a web process whose event loop stalls, and no other."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from config import watchdog

pytestmark = pytest.mark.slow

PROGRAM = """
import sys, time, threading
from twisted.internet import asyncioreactor
asyncioreactor.install()
from twisted.internet import reactor
from config.watchdog import Watchdog

def stall(how):
    end = time.monotonic() + float(sys.argv[2])
    print("stalling", flush=True)
    if how == "asleep":
        time.sleep(float(sys.argv[2]))
    while how == "busy" and time.monotonic() < end:
        pass
    print("over", flush=True)

dog = Watchdog()
reactor.callWhenRunning(dog.beat_in, reactor.callLater)
reactor.callWhenRunning(print, "up", flush=True)
reactor.callLater(0.5, stall, sys.argv[1])
reactor.callLater(1 + float(sys.argv[2]), reactor.stop)
reactor.run()
dog.stop()
print("ended by itself", flush=True)
"""


@contextmanager
def web_process(how: str, seconds: float = 0.0) -> "Iterator[subprocess.Popen[str]]":
    """Run a loop that stalls for so many seconds, once it is up."""
    words = [sys.executable, "-c", PROGRAM, how, str(seconds)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, cwd=settings.BASE_DIR, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            assert process.stdout.readline() == "up\n"
            yield process
        finally:
            process.kill()


def test_a_loop_that_sleeps_is_ended_and_says_where():
    with web_process("asleep", 60) as process:
        began = time.monotonic()
        _, log = process.communicate(timeout=20)
    assert process.returncode == -signal.SIGKILL
    assert watchdog.IDLE_TICKS - 1 < time.monotonic() - began < watchdog.IDLE_TICKS + 3
    assert "The event loop stalled" in log
    assert "in stall" in log


def test_a_process_that_is_stopped_is_ended():
    with web_process("not at all", 60) as process:
        os.kill(process.pid, signal.SIGSTOP)
        assert process.wait(watchdog.IDLE_TICKS + 4) == -signal.SIGKILL


@pytest.mark.parametrize("how, seconds", [("asleep", watchdog.IDLE_TICKS - 2.5), ("busy", watchdog.IDLE_TICKS + 4)])
def test_a_loop_that_comes_back_lives_on(how, seconds):
    with web_process(how, seconds) as process:
        output, log = process.communicate(timeout=60)
    assert (process.returncode, log) == (0, "")
    assert output.splitlines() == ["stalling", "over", "ended by itself"]


def test_a_machine_that_was_suspended_lives_on():
    with web_process("not at all", 12) as process:
        children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True)
        both = [process.pid, int(children.stdout)]
        for number in both:
            os.kill(number, signal.SIGSTOP)
        time.sleep(watchdog.IDLE_TICKS + 3)
        for number in reversed(both):
            os.kill(number, signal.SIGCONT)
            time.sleep(0.05)  # the watchdog is the first to wake up
        assert process.wait(30) == 0


def test_the_watchdog_leaves_with_its_process():
    with web_process("not at all", 60) as process:
        children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True)
        process.kill()
        process.wait()
    end = time.monotonic() + 5
    while is_running(int(children.stdout)):
        assert time.monotonic() < end
        time.sleep(0.05)


def is_running(number: int) -> bool:
    """Tell whether a process is alive; one that nobody has collected yet is not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True).stdout
    return bool(state) and not state.startswith("Z")


def test_a_slow_machine_lets_no_second_pass(monkeypatch):
    """Waits for the CPU count as activity, whatever the time says."""
    reading, writing = os.pipe()
    monkeypatch.setattr(watchdog, "TICK_SECONDS", 0.001)
    monkeypatch.setattr(watchdog, "BUSY_TICKS", 10**9)
    states = iter(["R", "D", "t"] * 20)
    looks = []

    def look(path):
        looks.append(state := next(states, None))
        if state is None:
            os.close(writing)
            state = "R"
        return f"1 (python) {state} " + "0 " * 40

    os.write(writing, b".")
    monkeypatch.setattr(Path, "read_text", look)
    assert watchdog.wait_for_stall(reading, os.getpid()) is False
    assert len(looks) > 50
    os.close(reading)
