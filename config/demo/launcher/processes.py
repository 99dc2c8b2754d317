"""A process supervisor: starts services, restarts those that fail, and stops them together."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from config.servers.startup_wait import file_size

STABLE_SECONDS = 60
"""A service that ran this long did not fail at its start; the delay before its restart is short again."""
MAX_DELAY = 30

TERMINATE_ORPHANS = 'while read -r line; do pids=$line; done; [ -z "$pids" ] || kill -s TERM $pids'
"""Reads process ids until the demo has ended, however it ended, and terminates the processes of the last line."""


@dataclass
class Service:
    """A process to run. The end of a vital one ends the demo; any other is restarted."""

    name: str
    command: list[str]
    is_vital: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    failures: int = field(default=0, init=False)
    start_at: float = field(default=0.0, init=False)


class VitalServiceError(Exception):
    """A vital service, named in the message, has ended."""


class Supervisor:
    """Runs services in `folder`, each with the log `logs`/<name>.log; prints restarts with `log`."""

    def __init__(self, logs: Path, folder: Path, environment: Mapping[str, str], log: Callable[[str], None]) -> None:
        self.logs, self.folder, self.environment, self.log = logs, folder, environment, log
        self.services: list[Service] = []
        self.guard: subprocess.Popen[str] | None = None

    def add(self, service: Service) -> None:
        """Start a service, with an empty log."""
        self.log_path(service).unlink(missing_ok=True)
        self.services.append(service)
        self.start(service)

    def watch(self) -> None:
        """Keep the services running for ever. Raises VitalServiceError."""
        while True:
            self.check()
            time.sleep(0.2)

    def check(self) -> None:
        """Restart the services that have ended and waited long enough. Raises VitalServiceError."""
        for service in self.services:
            if service.process is None:
                if time.monotonic() >= service.start_at:
                    self.start(service)
            elif service.process.poll() is not None:
                self.handle_exit(service, service.process)

    def stop(self, seconds: float = 10) -> None:
        """Terminate all services; kill those that still run after `seconds`."""
        running = [service.process for service in self.services if service.process]
        for process in running:
            with suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + seconds
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=max(0, deadline - time.monotonic()))
            kill_process_group(process)
        self.services.clear()
        if self.guard:
            self.update_guard()
            self.guard.communicate()
            self.guard = None

    def start(self, service: Service) -> None:
        """Start the process of a service in a session of its own.

        Ctrl-C in the terminal thus reaches only the demo, and the demo stops its services in order.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        service.start_at = time.monotonic()
        with self.log_path(service).open("ab") as log:
            service.process = subprocess.Popen(  # noqa: S603
                service.command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self.update_guard()

    def update_guard(self) -> None:
        """Tell the guard the processes that it must terminate if the demo is killed; otherwise they keep the port."""
        if not self.guard:
            command = ["/bin/sh", "-c", TERMINATE_ORPHANS]
            self.guard = subprocess.Popen(command, stdin=subprocess.PIPE, text=True, start_new_session=True)  # noqa: S603
        pids = [str(service.process.pid) for service in self.services if service.process]
        with suppress(BrokenPipeError):
            print(*pids, file=self.guard.stdin, flush=True)

    def handle_exit(self, service: Service, process: subprocess.Popen[bytes]) -> None:
        """Report the end of a service and schedule its restart. Raises VitalServiceError for a vital one."""
        service.process = None
        self.update_guard()
        status = describe_exit(kill_process_group(process))
        lines = self.read_last_lines(service)
        self.log(f"{service.name} ended ({status}). The last lines of {self.log_path(service)}:\n{lines}")
        if service.is_vital:
            raise VitalServiceError(service.name)
        was_stable = time.monotonic() - service.start_at > STABLE_SECONDS
        service.failures = 0 if was_stable else service.failures + 1
        delay = min(MAX_DELAY, 2**service.failures)
        service.start_at = time.monotonic() + delay
        self.log(f"{service.name} restarts in {delay} s.")

    def measure_progress(self) -> tuple[float, ...]:
        """Return log sizes and CPU seconds of the services; they change as long as a slow start makes progress."""
        running = [(service, service.process.pid) for service in self.services if service.process]
        return tuple(
            amount for service, pid in running for amount in (file_size(self.log_path(service)), cpu_seconds(pid))
        )

    def log_path(self, service: Service) -> Path:
        """Return the path of a service's log."""
        return self.logs / f"{service.name}.log"

    def read_last_lines(self, service: Service, count: int = 8) -> str:
        """Return the last lines of a service's log, indented."""
        lines = self.log_path(service).read_text(errors="replace").splitlines()[-count:]
        return "\n".join(f"    {line}" for line in lines)


def kill_process_group(process: subprocess.Popen[bytes]) -> int:
    """Kill a process and its children; return its exit code, negative for a signal."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds of a process and its children so far; 0 if it has ended."""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        times = [each.cpu_times() for each in (process, *process.children())]
        return sum(each.user + each.system for each in times)
    return 0.0


def describe_exit(code: int) -> str:
    """Return an exit code in words, or the name of the signal."""
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
