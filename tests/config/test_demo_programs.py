"""The demo's programs live and end together, leaving none behind."""

import os
import sys
import time
from pathlib import Path

import pytest

from config.demo.processes import Program, Programs, VitalProgramError, how

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
)
POLITE = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(print("bye", flush=True)))
print("ready", flush=True)
time.sleep(60)
"""
PARENT = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
BRIEF = "print('no luck'); raise SystemExit(3)"


def python(code: str, name: str = "tool", **options) -> Program:
    return Program(name, [sys.executable, "-S", "-c", code], **options)


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def said():
    return []


@pytest.fixture
def programs(tmp_path, said):
    group = Programs(tmp_path / "log", tmp_path, os.environ, said.append)
    yield group
    group.stop(0)


def log(programs, name="tool"):
    path = programs.logs / f"{name}.log"
    return path.read_text() if path.exists() else ""


def test_stopping_lets_each_of_them_leave_in_order(programs):
    for name in ("first", "second"):
        programs.add(python(POLITE, name))
        wait_for(lambda name=name: log(programs, name) == "ready\n")
    pids = [program.process.pid for program in programs.all]
    programs.stop()
    assert not any(runs(pid) for pid in pids)
    assert log(programs, "first") == log(programs, "second") == "ready\nbye\n"


def test_a_stubborn_one_is_killed_when_its_time_is_up(programs):
    programs.add(python(STUBBORN))
    wait_for(lambda: log(programs))
    pid = programs.all[0].process.pid
    programs.stop(seconds=0.2)
    assert not runs(pid)


def test_what_a_program_started_ends_with_it(programs):
    programs.add(python(PARENT))
    wait_for(lambda: log(programs))
    grandchild = int(log(programs))
    assert runs(grandchild)
    programs.stop()
    wait_for(lambda: not runs(grandchild))


def test_one_that_ends_is_reported_and_starts_again_after_a_growing_pause(programs, said):
    programs.add(python(BRIEF))
    program = programs.all[0]
    program.process.wait()
    programs.look()
    assert "tool ended (exit code 3)" in said[0] and "    no luck" in said[0]
    assert said[1] == "tool starts again in 2 s."
    programs.look()
    assert program.process is None
    program.begins_at = time.monotonic()
    programs.look()
    wait_for(lambda: programs.look() or len(said) == 4)
    assert said[3] == "tool starts again in 4 s."


def test_after_a_steady_life_the_pause_is_short_again(programs, said):
    programs.add(python(BRIEF))
    program = programs.all[0]
    program.failures, program.begins_at = 5, time.monotonic() - 61
    program.process.wait()
    programs.look()
    assert said[1] == "tool starts again in 1 s."


def test_the_end_of_a_vital_one_ends_the_demo(programs, said):
    programs.add(python(BRIEF, vital=True))
    programs.all[0].process.wait()
    with pytest.raises(VitalProgramError, match="tool"):
        programs.watch()
    assert len(said) == 1


def test_a_restart_keeps_the_log_and_a_new_demo_begins_a_new_one(programs):
    programs.add(python(BRIEF))
    programs.all[0].process.wait()
    programs.begin(programs.all[0])
    programs.all[0].process.wait()
    assert log(programs) == "no luck\nno luck\n"
    programs.stop()
    programs.add(python(BRIEF))
    programs.all[0].process.wait()
    assert log(programs) == "no luck\n"


def test_signals_are_named():
    assert (how(-9), how(1)) == ("SIGKILL", "exit code 1")
