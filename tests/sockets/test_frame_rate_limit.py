"""A page that sends frames too fast is disconnected before it costs others time or memory."""

import contextlib
import threading
import time

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from tests.sockets import declared_topics
from tests.sockets.daphne_server import in_loop, running

FLOOD = 3000


def on_wire(opcode: Opcode, payload: bytes = b"", *, fin: bool = True) -> bytes:
    return Frame(opcode, payload, fin).serialize(mask=True)


FLOODS = {
    "pings, which are answered without being asked": on_wire(Opcode.PING, b"x" * 125) * FLOOD,
    "pongs": on_wire(Opcode.PONG) * FLOOD,
    "parts of a message that never ends": on_wire(Opcode.TEXT, fin=False) + on_wire(Opcode.CONT, fin=False) * FLOOD,
    "messages": on_wire(Opcode.TEXT, b"{}") * FLOOD,
}


async def waiting() -> int:
    """Return how many frames wait for the applications of this server."""
    return sum(protocol.application_queue.qsize() for protocol in running[0].connections if hasattr(protocol, "muted"))


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
def test_only_a_flooding_connection_is_closed(visit, flood):
    page, other = visit(), visit()
    page.socket.socket.sendall(flood)
    with pytest.raises((ConnectionClosed, ConnectionError)):
        for _ in range(1000):
            page.socket.recv(timeout=3)
    other.say("ping")
    assert other.hear("pong")


def test_few_frames_wait_while_an_earlier_one_is_looked_into(visit, monkeypatch):
    looking, looked = threading.Event(), threading.Event()

    def look(subscriber, key):
        looking.set()
        return looked.wait(5)

    monkeypatch.setattr(declared_topics.own, "allow", look)
    page = visit()
    page.say("subscribe", tokens=[page.token("test-own.1")])
    assert looking.wait(3)
    with contextlib.suppress(OSError):
        page.socket.socket.sendall(on_wire(Opcode.TEXT, b" " * 4096) * FLOOD)
    time.sleep(0.3)
    most = in_loop(waiting)
    looked.set()
    assert 10 < most < 200
