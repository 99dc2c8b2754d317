"""The supervisor starts, restarts and stops the services of the demo, and leaves no process behind."""

import os
import subprocess
import sys
import time

import psutil
import pytest

from config.demo.launcher.processes import Service, Supervisor, VitalServiceError, describe_exit

pytestmark = pytest.mark.detail

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
)
POLITE = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(print("bye", flush=True)))
print("ready", flush=True)
time.sleep(60)
"""
DEMO = """
import os, pathlib, sys, time
from config.demo.launcher.processes import Service, Supervisor
code, logs = sys.argv[1:]
supervisor = Supervisor(pathlib.Path(logs), pathlib.Path(logs), os.environ, print)
supervisor.add(Service("tool", [sys.executable, "-S", "-c", code]))
print(supervisor.services[0].process.pid, flush=True)
time.sleep(60)
"""
PARENT = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
BRIEF = "print('no luck'); raise SystemExit(3)"


def make_service(code: str, name: str = "tool", **options) -> Service:
    return Service(name, [sys.executable, "-S", "-c", code], **options)


def runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def lines():
    return []


@pytest.fixture
def supervisor(tmp_path, lines):
    group = Supervisor(tmp_path / "log", tmp_path, os.environ, lines.append)
    yield group
    group.stop(0)


def log(supervisor, name="tool"):
    path = supervisor.logs / f"{name}.log"
    return path.read_text() if path.exists() else ""


def test_stopping_lets_each_service_end_in_order(supervisor):
    for name in ("first", "second"):
        supervisor.add(make_service(POLITE, name))
        wait_for(lambda name=name: log(supervisor, name) == "ready\n")
    pids = [service.process.pid for service in supervisor.services]
    supervisor.stop()
    assert not any(runs(pid) for pid in pids)
    assert log(supervisor, "first") == log(supervisor, "second") == "ready\nbye\n"


def test_a_service_that_ignores_sigterm_is_killed(supervisor):
    supervisor.add(make_service(STUBBORN))
    wait_for(lambda: log(supervisor))
    pid = supervisor.services[0].process.pid
    supervisor.stop(seconds=0.2)
    assert not runs(pid)


def test_children_of_a_service_end_with_it(supervisor):
    supervisor.add(make_service(PARENT))
    wait_for(lambda: log(supervisor))
    grandchild = int(log(supervisor))
    assert runs(grandchild)
    supervisor.stop()
    wait_for(lambda: not runs(grandchild))


def test_the_services_of_a_killed_demo_end(tmp_path):
    demo = subprocess.Popen([sys.executable, "-c", DEMO, POLITE, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert demo.stdout
    service = int(demo.stdout.readline())
    wait_for(lambda: (tmp_path / "tool.log").read_text() == "ready\n")
    demo.kill()
    demo.communicate()
    wait_for(lambda: not runs(service))
    assert (tmp_path / "tool.log").read_text() == "ready\nbye\n"


def test_a_failed_service_is_reported_and_restarts_after_a_growing_delay(supervisor, lines):
    supervisor.add(make_service(BRIEF))
    service = supervisor.services[0]
    service.process.wait()
    supervisor.check()
    assert "tool ended (exit code 3)" in lines[0] and "    no luck" in lines[0]
    assert lines[1] == "tool restarts in 2 s."
    supervisor.check()
    assert service.process is None
    service.start_at = time.monotonic()
    supervisor.check()
    wait_for(lambda: supervisor.check() or len(lines) == 4)
    assert lines[3] == "tool restarts in 4 s."


def test_after_a_stable_run_the_delay_is_short_again(supervisor, lines):
    supervisor.add(make_service(BRIEF))
    service = supervisor.services[0]
    service.failures, service.start_at = 5, time.monotonic() - 61
    service.process.wait()
    supervisor.check()
    assert lines[1] == "tool restarts in 1 s."


def test_the_end_of_a_vital_service_ends_the_demo(supervisor, lines):
    supervisor.add(make_service(BRIEF, is_vital=True))
    supervisor.services[0].process.wait()
    with pytest.raises(VitalServiceError, match="tool"):
        supervisor.watch()
    assert len(lines) == 1


def test_a_restart_keeps_the_log_and_a_new_demo_empties_it(supervisor):
    supervisor.add(make_service(BRIEF))
    supervisor.services[0].process.wait()
    supervisor.start(supervisor.services[0])
    supervisor.services[0].process.wait()
    assert log(supervisor) == "no luck\nno luck\n"
    supervisor.stop()
    supervisor.add(make_service(BRIEF))
    supervisor.services[0].process.wait()
    assert log(supervisor) == "no luck\n"


def test_signals_are_named():
    assert (describe_exit(-9), describe_exit(1)) == ("SIGKILL", "exit code 1")
