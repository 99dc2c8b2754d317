"""Watchdog of a web process: a second process that ends the first when its event loop stalls.

A stalled process keeps its port, so that the proxy would send it its share of the requests for ever. It can be stopped,
locked up with the interpreter lock held, or busy in an endless loop: no thread of its own could be sure to notice.

The watchdog counts its own seconds without a sign of life, not those of a clock. A machine that was suspended, or that
is too slow to run either process, lets no such second pass.
"""

import faulthandler
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BEAT_SECONDS = 0.5  # between two signs of life of the event loop
TICK_SECONDS = 1.0
IDLE_TICKS = 7  # without a sign of life until a process that does nothing at all, or is stopped, is ended
BUSY_TICKS = 30  # for one that still uses the CPU or reads from disk: one long computation, or a swapping machine
DUMP_SIGNAL = signal.SIGUSR2  # makes the process print what each of its threads is at
_BEAT, _END = b".", b"!"


class Watchdog:
    """Starts the watching process, and gives it the signs of life of this one."""

    def __init__(self) -> None:
        reading, self._writing = os.pipe()
        faulthandler.register(DUMP_SIGNAL, all_threads=True)
        sys.stdout.flush()
        sys.stderr.flush()
        watched = os.getpid()
        # Before any thread starts, for none of them would exist in the copy.
        if os.fork() == 0:
            os.close(self._writing)
            _watch_and_exit(reading, watched)
        os.close(reading)
        os.set_blocking(self._writing, False)

    def beat_in(self, call_later: Callable[[float, Callable[[], Any]], Any]) -> None:
        """Give a sign of life now, and again and again as long as the loop of `call_later` turns."""
        if self._send(_BEAT):
            call_later(BEAT_SECONDS, lambda: self.beat_in(call_later))

    def stop(self) -> None:
        """End the watching process: this one is about to exit, and has no loop any more."""
        self._send(_END)

    def _send(self, word: bytes) -> bool:
        try:
            os.write(self._writing, word)
        except BlockingIOError:
            pass  # the watching process is behind, with more than enough signs of life to read
        except OSError:
            return False
        return True


def _watch_and_exit(reading: int, watched: int) -> None:
    """Watch until the pipe ends, and leave without the clean-up of the copied process."""
    try:
        # Ctrl-C goes to both; the watched process needs its watchdog until its end.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if wait_for_stall(reading, watched):
            _end_process(watched)
    finally:
        os._exit(0)


def wait_for_stall(reading: int, watched: int) -> bool:
    """Return True once the loop of the watched process has stalled, False once that process is over."""
    missed = idle = 0
    is_watching = False
    activity = _activity(watched)
    while True:
        if select.select([reading], [], [], TICK_SECONDS)[0]:
            signs = os.read(reading, 4096)
            if not signs or _END in signs:
                return False
            missed, idle, is_watching = 0, 0, True
            activity = _activity(watched)
        elif is_watching:
            before, activity = activity, _activity(watched)
            missed += 1
            idle = idle + 1 if activity == before else 0
            if idle >= IDLE_TICKS or missed >= BUSY_TICKS:
                return True


def _end_process(watched: int) -> None:
    if os.getppid() != watched:
        return  # it is over, and its number may be another's
    os.write(2, b"The event loop stalled: the watchdog ends this web process. Its threads are at:\n")
    os.kill(watched, DUMP_SIGNAL)
    time.sleep(0.5)
    if os.getppid() == watched:
        os.kill(watched, signal.SIGKILL)


def _activity(process: int) -> tuple[int, ...]:
    """Return figures that stay the same only while a process does nothing and waits for neither CPU nor disk."""
    try:
        # Linux; the name of the program comes first, in brackets, and may hold anything.
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return (time.monotonic_ns(),)
    if fields[0] in "RDt":  # wants the CPU, reads from disk, or is halted by a debugger
        return (time.monotonic_ns(),)
    disk_reads, user_time, system_time = int(fields[9]), int(fields[11]), int(fields[12])
    return disk_reads, user_time, system_time
