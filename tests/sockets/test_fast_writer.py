"""Frames written around the server's queues: whole frames in order, whatever is sent between them."""

import asyncio
import contextlib
import itertools
import socket
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core import signing
from websockets.frames import Close, Frame, Opcode
from websockets.sync.client import connect

from config.live import hub
from config.live.fast_writer import encode_text_frame
from config.live.sockets import Socket
from marketplace.accounts.visitors import COOKIE, SALT, Visitor
from tests.sockets import declared_topics  # noqa: F401
from tests.sockets.daphne_server import in_loop, listen_with_tls

LONG = "long " * 50_000  # more than the kernel takes at once
HANDSHAKE = (
    "GET /ws/ HTTP/1.1\r\nHost: {site}\r\nOrigin: http://{site}\r\nCookie: {cookie}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


class Wire:
    """A connection that reads bytes and knows nothing of frames; the server's end of it is `socket`."""

    def __init__(self, port: int) -> None:
        visitor = Visitor.new()
        cookie = f"{COOKIE}={signing.TimestampSigner(salt=SALT).sign(visitor.key)}"
        self.line = socket.socket()
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.line.settimeout(10)
        self.line.connect(("127.0.0.1", port))
        self.line.sendall(HANDSHAKE.format(site=f"127.0.0.1:{port}", cookie=cookie).encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += self.line.recv(1)
        assert answer.startswith(b"HTTP/1.1 101")
        self.socket = in_loop(lambda: server_end(visitor.digest))

    def read(self, size: int) -> bytes:
        """Return the next `size` bytes."""
        found = bytearray()
        # A server hangs up if its close frame is not answered.
        with contextlib.suppress(ConnectionResetError):
            while len(found) < size and (part := self.line.recv(65_536)):
                found += part
        return bytes(found)


async def server_end(visitor: str) -> Socket:
    """Return the site's socket of a visitor."""
    while True:
        for one in hub.current_hub().sockets:
            if one.visitor == visitor:
                if one._fast_writer is not None:
                    one._fast_writer._transport.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
                return one
        await asyncio.sleep(0.005)


def on_wire(opcode: Opcode, payload: bytes) -> bytes:
    """Return a server's frame as another implementation writes it."""
    return Frame(opcode, payload).serialize(mask=False)


async def put(end: Socket) -> bytes:
    end.send("put")
    return on_wire(Opcode.TEXT, b"put")


async def put_long(end: Socket) -> bytes:
    end.send(LONG)
    writer = end._fast_writer
    assert end.closing is not None or not writer or not writer._is_on or writer.pending_bytes > 0
    return on_wire(Opcode.TEXT, LONG.encode())


async def send(end: Socket) -> bytes:
    await end._write({"type": "websocket.send", "text": "sent"})
    return on_wire(Opcode.TEXT, b"sent")


async def ping(end: Socket) -> bytes:
    assert end._fast_writer is not None
    end._fast_writer._protocol.sendPing(b"ping")
    return on_wire(Opcode.PING, b"ping")


async def close(end: Socket) -> bytes:
    end.close(1012)
    return on_wire(Opcode.CLOSE, Close(1012, "").serialize())


Step = Callable[[Socket], Awaitable[bytes]]


@pytest.fixture
def wire(visit, settings):
    """Return a function that connects a `Wire`; the write buffer is practically unlimited."""
    settings.LIVE_OUTBOX_BYTES = 10**9
    page = visit()
    opened: list[Wire] = []

    def wire() -> Wire:
        opened.append(Wire(page.socket.remote_address[1]))
        return opened[-1]

    yield wire
    for each in opened:
        each.line.close()


async def do(end: Socket, steps: tuple[Step, ...]) -> bytes:
    """Run the steps, each after the loop has finished the one before; return the expected bytes on the wire."""
    expected = b""
    for step in steps:
        was_open = end.closing is None
        written = await step(end)
        expected += written if was_open else b""
        for _ in range(4):
            await asyncio.sleep(0)
    return expected


@pytest.mark.parametrize("steps", list(itertools.permutations([put, put_long, send, ping])))
def test_frames_are_whole_and_in_order_whatever_comes_between(wire, steps):
    line = wire()
    # The server hangs up soon after an unanswered close: earlier frames have to be read by then.
    for taken in ((*steps, put), (close,)):
        expected = in_loop(partial(do, line.socket, taken))
        assert line.read(len(expected)) == expected


@pytest.mark.parametrize("place", range(4))
def test_nothing_follows_a_close(wire, place):
    line = wire()
    steps: list[Step] = [put, put_long, put]
    steps.insert(place, close)
    expected = in_loop(lambda: do(line.socket, tuple(steps)))
    assert line.read(len(expected)) == expected
    assert line.read(1) == b""


def test_a_frame_that_is_taken_whole_costs_the_server_no_queue(wire):
    async def direct(end: Socket) -> Any:
        assert end._fast_writer is not None
        return end._fast_writer.write(encode_text_frame("now")), end._fast_writer.pending_bytes

    line = wire()
    assert in_loop(lambda: direct(line.socket)) == (True, 0)
    assert line.read(5) == on_wire(Opcode.TEXT, b"now")


@pytest.mark.parametrize("direct", [1, 0])
def test_a_reader_that_leaves_too_much_waiting_is_closed(wire, settings, direct):
    settings.LIVE_DIRECT, settings.LIVE_OUTBOX_BYTES = direct, 1000

    async def flood(end: Socket) -> int | None:
        for _ in range(3):
            end.send(LONG)
            await asyncio.sleep(0.01)
        return end.closing

    line = wire()
    assert in_loop(lambda: flood(line.socket)) == 1013


def test_a_disconnected_reader_does_not_affect_others(wire):
    line = wire()
    line.line.close()

    async def speak(end: Socket) -> None:
        for _ in range(20):
            end.send("anybody there?")
            await asyncio.sleep(0.01)

    in_loop(lambda: speak(line.socket))
    assert wire().socket.closing is None


def test_a_setting_switches_it_off(wire, settings):
    settings.LIVE_DIRECT = 0
    line = wire()
    assert not in_loop(lambda: asyncio.sleep(0, line.socket._fast_writer.write(encode_text_frame("now"))))
    expected = in_loop(lambda: do(line.socket, (put, put_long, close)))
    assert line.read(len(expected)) == expected


def self_signed() -> bytes:
    """Return a fresh key with a certificate for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    return key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + builder.sign(
        key, hashes.SHA256()
    ).public_bytes(pem)


def test_under_tls_it_steps_aside(visit, tmp_path, settings):
    visit()
    (tmp_path / "pem").write_bytes(self_signed())
    port = listen_with_tls(str(tmp_path / "pem"))
    settings.SITE_ORIGINS = [*settings.SITE_ORIGINS, f"https://127.0.0.1:{port}"]
    visitor = Visitor.new()
    cookie = f"{COOKIE}={signing.TimestampSigner(salt=SALT).sign(visitor.key)}"
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    headers = {"Origin": f"https://127.0.0.1:{port}", "Cookie": cookie}
    # Not a test of speed: server and client share the threads of one process on a busy machine.
    options: dict[str, Any] = {"open_timeout": 60, "additional_headers": headers, "proxy": None}
    with connect(f"wss://127.0.0.1:{port}/ws/", ssl=trusting, **options) as client:
        end = in_loop(lambda: server_end(visitor.digest))
        assert end._fast_writer is None
        in_loop(lambda: do(end, (put, put_long)))
        assert [client.recv(timeout=30), client.recv(timeout=30)] == ["put", LONG]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 70_000])
def test_prepared_frames_equal_the_librarys(size):
    text = "é" * (size // 2) + "x" * (size % 2)
    assert encode_text_frame(text) == on_wire(Opcode.TEXT, text.encode())
