"""A client that reads a kilobyte a second while pushes flow: it is let go, and the others feel nothing (R13)."""

import socket
import time

import psutil
import pytest

from config import live
from tests.bench.crowd import HEADER, masked
from tests.faults.figures import p95, say
from tests.faults.greeting import greeting
from tests.faults.tab import Tab
from tests.faults.waiting import seconds_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
RATE = 20  # pushes a second
SLOW = 5  # clients


def push():
    text = f"#{time.time()}#" + "x" * 400
    live.push("toasts", "activity/live/purchase_withdrawn.html", {"keys": [text]})


def delays(tabs, seconds, each=lambda: None):
    """Push for so long and return how late each page heard of each; `each` is called about once a second."""
    before = [len(tab.shown) for tab in tabs]
    for number in range(seconds * RATE):
        push()
        if number % RATE == 0:
            each()
        time.sleep(1 / RATE)
    seconds_until(
        lambda: all(len(tab.shown) - heard == seconds * RATE for tab, heard in zip(tabs, before, strict=True))
    )
    return [
        at - float(html.split("#")[-2])
        for tab, heard in zip(tabs, before, strict=True)
        for html, at in zip(tab.shown[heard:], tab.pushed[heard:], strict=True)
    ]


def crawl(site):
    """Return a client with little room for what it was sent and did not read."""
    cookie, first = greeting()
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", site.port))
    line.sendall(HEADER.format(path="/ws/", port=site.port, cookie=cookie).encode() + masked(first))
    line.setblocking(False)
    return line


def sip(line):
    try:
        line.recv(1024)
    except OSError:
        return


def test_a_slow_reader_is_let_go_and_the_others_feel_nothing(site, start):
    tabs = [Tab(site, "toasts") for _ in range(20)]
    for tab in tabs:
        start(tab.live_on())
    seconds_until(lambda: all(tab.is_live for tab in tabs))
    server, before = psutil.Process(site.process.pid), delays(tabs, 5)
    memory = server.memory_info().rss
    slow, began = [crawl(site) for _ in range(SLOW)], time.monotonic()
    gone: dict[int, float] = {}

    def look():
        there = {known.raddr.port for known in server.net_connections("tcp") if known.raddr}
        for line in slow:
            sip(line)
            if (port := line.getsockname()[1]) not in there:
                gone.setdefault(port, round(time.monotonic() - began, 1))

    meanwhile = delays(tabs, 56, each=look)
    grown = round((server.memory_info().rss - memory) / 2**20, 1)
    say("R13", slow=SLOW, gone_after_s=sorted(gone.values()), p95_before_s=p95(before), p95_meanwhile_s=p95(meanwhile),
        worst_s=round(max(meanwhile), 3), memory_grown_mb=grown)  # fmt: skip
    for line in slow:
        line.close()
    assert len(gone) == SLOW
    assert max(gone.values()) <= 60
    assert p95(meanwhile) <= max(3 * p95(before), 0.05)
    assert not any(tab.lost for tab in tabs)
