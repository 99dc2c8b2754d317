"""Many websocket clients in their own process: they open sockets, count frames and measure the delay of each.

Plain sockets and an epoll loop, so that the client needs a fraction of the core that the server needs.
"""

import os
import re
import select
import socket
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from typing import Any

NUMBER = re.compile(rb"#(\d+)@([\d.]+)#")
"""Number and time of sending (Unix seconds) in a message."""
SHORT = 150
"""Frames below this size (bytes) are not counted: heartbeats, states."""
PING, PONG = 0x89, 0x8A
HEADER = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
Handshake = Callable[[], tuple[str, str]]
"""Returns the cookie of a new client, and the first text it sends; empty for none."""


def mask_frame(text: str) -> bytes:
    """Return a client's text frame, masked with zeros."""
    payload = text.encode()
    size = len(payload)
    head = bytes([0x81, 0x80 | size]) if size < 126 else bytes([0x81, 0xFE]) + size.to_bytes(2, "big")
    return head + b"\0\0\0\0" + payload


class SocketClients:
    """Clients of a server; `heard` is the number of frames received, `leave` returns their delays."""

    def __init__(self, port: int, path: str, size: int, greeting: Handshake, core: int | None = None) -> None:
        context = get_context("fork")
        self.port, self.path, self.size, self._greeting, self._core = port, path, size, greeting, core
        self._heard: Synchronized[int] = context.Value("q", 0, lock=False)
        self._here, self._results = context.Pipe()
        self._process = context.Process(target=self._run, daemon=True)
        self._process.start()
        if not self._here.poll(180):
            raise TimeoutError("the crowd did not arrive")
        self._here.recv()

    @property
    def heard(self) -> int:
        """Return the frames heard so far, by all together."""
        return self._heard.value

    def leave(self) -> dict[str, Any]:
        """Close all sockets; returns `delays` of the frames with a time of sending, and `cpu`, in seconds."""
        self._here.send("leave")
        results: dict[str, Any] = self._here.recv()
        self._process.join(30)
        return results

    def _run(self) -> None:
        if self._core is not None:
            os.sched_setaffinity(0, {self._core})
        lines = [self._arrive() for _ in range(self.size)]
        poll = select.epoll()
        rest = {}
        for line in lines:
            line.setblocking(False)
            poll.register(line, select.EPOLLIN)
            rest[line.fileno()] = (line, b"")
        poll.register(self._results, select.EPOLLIN)
        self._results.send("here")
        before = time.process_time()
        delays: list[float] = []
        while True:
            for number, _ in poll.poll():
                if number == self._results.fileno():
                    self._results.send({"delays": delays, "cpu": time.process_time() - before})
                    return
                line, kept = rest[number]
                data = kept + line.recv(262_144)
                rest[number] = (line, self._take(data, line, delays))

    def _arrive(self) -> socket.socket:
        cookie, first = self._greeting()
        line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        line.sendall(HEADER.format(path=self.path, port=self.port, cookie=cookie).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            if not (part := line.recv(4096)):
                raise ConnectionError("the server hung up")
            answer += part
        if not answer.startswith(b"HTTP/1.1 101"):
            raise ConnectionError(answer[:200])
        if first:
            line.sendall(mask_frame(first))
            line.recv(4096)
        return line

    def _take(self, data: bytes, line: socket.socket, delays: list[float]) -> bytes:
        place, end, count = 0, len(data), 0
        while end - place >= 4:
            size, head = data[place + 1], 2
            if size == 126:
                size, head = int.from_bytes(data[place + 2 : place + 4], "big"), 4
            if place + head + size > end:
                break
            if size > SHORT:
                count += 1
                if (match := NUMBER.search(data, place, place + head + size)) and match[2] != b"0":
                    delays.append(time.time() - float(match[2]))
            elif data[place] == PING:
                line.send(bytes([PONG, 0x80 | size]) + b"\0\0\0\0" + data[place + head : place + head + size])
            place += head + size
        self._heard.value += count
        return data[place:]
