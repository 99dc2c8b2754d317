"""The programs of the demo: started, watched, restarted and stopped together."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from config.servers.patience import cpu_seconds, size

STEADY_SECONDS = 60
"""A program that lived this long did not fail at its start; the pause before its restart is short again."""

system = ctypes.CDLL(None)


@dataclass
class Program:
    """One program. A vital one ends the demo when it ends; any other is started again."""

    name: str
    command: list[str]
    vital: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    failures: int = field(default=0, init=False)
    begins_at: float = field(default=0.0, init=False)


class VitalProgramError(Exception):
    """The named program, without which there is no demo, has ended."""


class Programs:
    """Programs that live and end together.

    They run in `folder`, each writes to `logs`/<name>.log, and `say` tells the person what happens.
    """

    def __init__(self, logs: Path, folder: Path, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
        self.logs, self.folder, self.environment, self.say = logs, folder, environment, say
        self.all: list[Program] = []

    def add(self, program: Program) -> None:
        """Start a program."""
        self.log(program).unlink(missing_ok=True)
        self.all.append(program)
        self.begin(program)

    def watch(self) -> None:
        """Keep them running for ever. Raises VitalProgramError when a vital one ends."""
        while True:
            self.look()
            time.sleep(0.2)

    def look(self) -> None:
        """Start again what has ended and waited for its pause. Raises VitalProgramError when a vital one has ended."""
        for program in self.all:
            if program.process is None:
                if time.monotonic() >= program.begins_at:
                    self.begin(program)
            elif program.process.poll() is not None:
                self.ended(program, program.process)

    def stop(self, seconds: float = 10) -> None:
        """End them all; those that are still there after `seconds`, by force."""
        running = [program.process for program in self.all if program.process]
        for process in running:
            with suppress(ProcessLookupError):
                process.terminate()
        end = time.monotonic() + seconds
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0, end - time.monotonic()))
            end_group(process)
        self.all.clear()

    def begin(self, program: Program) -> None:
        """Start the program in a session of its own: Ctrl-C at the terminal is for the demo, which ends it in order."""
        self.logs.mkdir(parents=True, exist_ok=True)
        program.begins_at = time.monotonic()
        with self.log(program).open("ab") as log:
            program.process = subprocess.Popen(  # noqa: S603
                program.command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=end_with_parent,
            )  # fmt: skip

    def ended(self, program: Program, process: subprocess.Popen[bytes]) -> None:
        """Report the end of a program and plan its restart. Raises VitalProgramError when there is none."""
        program.process = None
        code = end_group(process)
        self.say(f"{program.name} ended ({how(code)}). Its last words, in {self.log(program)}:\n{self.words(program)}")
        if program.vital:
            raise VitalProgramError(program.name)
        steady = time.monotonic() - program.begins_at > STEADY_SECONDS
        program.failures = 0 if steady else program.failures + 1
        pause = min(30, 2**program.failures)
        program.begins_at = time.monotonic() + pause
        self.say(f"{program.name} starts again in {pause} s.")

    def moves(self) -> tuple[float, ...]:
        """Return how much the programs have written and worked so far."""
        running = [(program, program.process.pid) for program in self.all if program.process]
        return tuple(amount for program, pid in running for amount in (size(self.log(program)), cpu_seconds(pid)))

    def log(self, program: Program) -> Path:
        """Return where the program writes."""
        return self.logs / f"{program.name}.log"

    def words(self, program: Program, lines: int = 8) -> str:
        """Return the last lines the program wrote."""
        said = self.log(program).read_text(errors="replace").splitlines()[-lines:]
        return "\n".join(f"    {line}" for line in said)


def end_group(process: subprocess.Popen[bytes]) -> int:
    """Kill the program and whatever it started; return how the program itself ended, as `subprocess` writes it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def end_with_parent() -> None:
    """In a child: ask Linux for SIGTERM when the demo is killed, so that nothing keeps the port."""
    if hasattr(system, "prctl"):
        system.prctl(1, signal.SIGTERM)


def how(code: int) -> str:
    """Say how a program ended."""
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
