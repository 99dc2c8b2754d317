"""One server process under overload: `uv run python -m tests.bench.overload --help`.

A burst of pushes to a thousand pages, then minutes of page views, pushes and sockets that come and go (R18). Every
figure is a line of JSON: frames received, sockets closed, and growth of memory, sockets and connections.
"""

import argparse
import logging
import os
import tempfile
import time
from pathlib import Path

import httpx
import psutil

from tests.bench.fanout import Contender, list_contenders, make_message, print_figure, start_contender
from tests.bench.socket_clients import SocketClients
from tests.site import collect_static


def open_pages(contender: Contender, size: int) -> SocketClients:
    """Open pages that subscribe to toasts."""
    return SocketClients(contender.port, contender.path, size, contender.greeting, core=1)


def measure_burst(contender: Contender, size: int, pushes: int) -> None:
    """Push this often within a second; print the number of frames received and the delay of the last."""
    crowd, before = open_pages(contender, size), contender.memory()
    began = time.time()
    for number in range(pushes):
        time.sleep(max(0.0, began + number / pushes - time.time()))
        contender.push(make_message(number, time.time()))
    while crowd.heard < size * pushes and time.time() < began + 30:
        time.sleep(0.01)
    took = time.time() - began
    delays = crowd.leave()["delays"]
    grown = (contender.memory() - before) / 2**20
    values = {"received": len(delays) / (size * pushes), "took_s": round(took, 2), "worst_s": round(max(delays), 2)}
    print_figure("burst", sockets=size, pushes=pushes, **values, memory_grown_mb=round(grown, 1))


def read_resources(contender: Contender) -> dict[str, float]:
    """Return the resources that must not grow: memory (MB), open files, threads."""
    process = psutil.Process(contender.process.pid)
    return {
        "memory_mb": round(contender.memory() / 2**20, 1),
        "files": process.num_fds(),
        "threads": process.num_threads(),
    }


def measure_endurance(contender: Contender, minutes: float, size: int) -> None:
    """Read pages, push and let sockets come and go; tell the state after each half minute."""
    end, stays = time.monotonic() + minutes * 60, open_pages(contender, size)
    pushed = failures = pages = 0
    with httpx.Client(base_url=f"http://127.0.0.1:{contender.port}", timeout=30) as browser:
        while time.monotonic() < end:
            comes, half = open_pages(contender, size // 2), time.monotonic() + 30
            while time.monotonic() < half:
                for _ in range(5):
                    contender.push(make_message(pushed, time.time()))
                    pushed += 1
                failures += browser.get("/").status_code != 200
                browser.cookies.clear()
                pages += 1
                time.sleep(0.25)
            comes.leave()
            print_figure("R18", pages=pages, failed_pages=failures, pushes=pushed, **read_resources(contender))
    received = len(stays.leave()["delays"]) / (pushed * size)
    time.sleep(3)
    print_figure("R18", received=received, pages=pages, failed_pages=failures, after_all_left=read_resources(contender))


def main() -> None:
    """Run the measurements of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--pushes", type=int, default=500, help="of the burst, within a second")
    parser.add_argument("--minutes", type=float, default=5)
    options = parser.parse_args()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    os.sched_setaffinity(0, {1})  # beside the crowd: the server has a core of its own
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        collect_static(Path(folder))
        with start_contender(list_contenders(Path(folder))["direct"]()) as site:
            measure_burst(site, options.sockets, options.pushes)
            time.sleep(5)  # the last pushes would be replayed to new sockets
            measure_endurance(site, options.minutes, options.sockets // 2)


if __name__ == "__main__":
    main()
