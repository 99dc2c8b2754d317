"""A client reads a kilobyte a second during pushes: it is disconnected, and other clients are not delayed (R13)."""

import socket
import time
from contextlib import suppress

import psutil
import pytest

from activity import topics
from tests.bench.socket_clients import HEADER, mask_frame
from tests.faults.measurements import p95, print_figure
from tests.faults.new_visitor import make_handshake
from tests.faults.polling import wait_until
from tests.faults.tab import Tab

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
RATE = 20  # pushes a second
SLOW = 5  # clients


def push():
    text = f"#{time.time()}#" + "x" * 400
    topics.toasts.push(template="activity/live/withdrawn_purchase.html", context={"keys": [text]})


def delays(tabs, seconds, is_over=lambda: False):
    """Push for so long, or until it is over, and return how late each page heard of each."""
    before, pushes = [len(tab.shown) for tab in tabs], 0
    while pushes < seconds * RATE and (pushes % RATE or not is_over()):
        push()
        pushes += 1
        time.sleep(1 / RATE)
    due = [heard + pushes for heard in before]
    wait_until(lambda: [len(tab.shown) for tab in tabs] == due)
    return [
        at - float(html.split("#")[-2])
        for tab, heard in zip(tabs, before, strict=True)
        for html, at in zip(tab.shown[heard:], tab.pushed[heard:], strict=True)
    ]


def crawl(site):
    """Return a client with a small receive buffer."""
    cookie, first = make_handshake()
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", site.port))
    line.sendall(HEADER.format(path="/ws/", port=site.port, cookie=cookie).encode() + mask_frame(first))
    line.setblocking(False)
    return line


def sip(line):
    with suppress(OSError):
        line.recv(1024)


def ports(server):
    """Return the ports of the clients that a process is connected to."""
    return {known.raddr.port for known in server.net_connections("tcp") if known.raddr}


def test_a_slow_reader_is_let_go_and_the_others_feel_nothing(site, start):
    tabs = [Tab(site, "toasts") for _ in range(20)]
    for tab in tabs:
        start(tab.live_on())
    wait_until(lambda: all(tab.is_live for tab in tabs))
    server, before = psutil.Process(site.process.pid), delays(tabs, 4)
    memory = server.memory_info().rss
    slow, began = [crawl(site) for _ in range(SLOW)], time.monotonic()
    wait_until(lambda: ports(server) >= {line.getsockname()[1] for line in slow})
    gone: dict[int, float] = {}

    def all_gone():
        there = ports(server)
        for line in slow:
            sip(line)
            if (port := line.getsockname()[1]) not in there:
                gone.setdefault(port, round(time.monotonic() - began, 1))
        return len(gone) == SLOW

    meanwhile = delays(tabs, 60, all_gone)
    grown = round((server.memory_info().rss - memory) / 2**20, 1)
    print_figure("R13", slow=SLOW, gone_after_s=sorted(gone.values()),
        p95_before_s=p95(before), p95_meanwhile_s=p95(meanwhile),
        worst_s=round(max(meanwhile), 3), memory_grown_mb=grown)  # fmt: skip
    for line in slow:
        line.close()
    assert len(gone) == SLOW
    assert max(gone.values()) <= 60
    assert p95(meanwhile) <= max(3 * p95(before), 0.25)
    assert not any(tab.lost for tab in tabs)
