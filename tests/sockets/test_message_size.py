"""Messages over the size limit are refused with an explanation, over a real connection."""

import json
import socket

import pytest
from websockets.exceptions import ConnectionClosed

TOO_BIG = 1009


def answer(site, *lines, body=b"", keep_sending=b""):
    """Send a request as bytes and return the status line and all that came back."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=5) as line:
        line.sendall(b"\r\n".join([*lines, b"", body]))
        if keep_sending:
            line.sendall(keep_sending)
        got = b""
        while part := line.recv(65536):
            got += part
    return got.split(b"\r\n")[0], got


HOST = b"Host: 127.0.0.1"


@pytest.mark.parametrize(
    "lines",
    [
        [b"User-Agent: " + b"x" * 20_000],
        [b"User-Agent: " + b"x" * 200_000],
        [b"Cookie: " + b"a=b; " * 10_000],
        [b"X-One: " + b"x" * 9_000, b"X-Two: " + b"x" * 9_000],
        [b"X-%d: 1" % number for number in range(600)],
        [b"X" * 20_000 + b": 1"],
    ],
    ids=["agent", "long agent", "cookies", "two", "many", "name"],
)
@pytest.mark.parametrize("end", [b"", b"x" * 100_000], ids=["", "more follows"])
def test_headers_that_are_too_large_get_431(site, visit, lines, end):
    status, whole = answer(site, b"GET / HTTP/1.1", HOST, *lines, keep_sending=end)
    assert status == b"HTTP/1.1 431 Request Header Fields Too Large"
    assert b"Connection: close" in whole
    assert b"header" in whole.split(b"\r\n\r\n")[1]


@pytest.mark.parametrize("length", [17_000, 300_000])
def test_an_address_that_is_too_long_gets_414(site, visit, length):
    status, _ = answer(site, b"GET /?q=" + b"x" * length + b" HTTP/1.1", HOST)
    assert status == b"HTTP/1.1 414 URI Too Long"


def test_the_headers_of_a_socket_are_bounded_too(site, visit):
    upgrade = [b"Upgrade: websocket", b"Connection: Upgrade", b"Sec-WebSocket-Version: 13"]
    status, _ = answer(site, b"GET /ws/ HTTP/1.1", HOST, *upgrade, b"Cookie: " + b"x" * 20_000)
    assert status.startswith(b"HTTP/1.1 431")


def test_ordinary_requests_go_on(site, visit):
    status, _ = answer(site, b"GET /robots.txt HTTP/1.1", HOST, b"X-One: " + b"x" * 8_000, b"Connection: close")
    assert status == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize("size", [20_000, 2_000_000])
@pytest.mark.parametrize("kind", [str, bytes])
def test_a_frame_over_the_limit_closes_with_1009(visit, size, kind):
    page, other = visit(), visit()
    page.socket.send("x" * size if kind is str else b"x" * size)
    with pytest.raises(ConnectionClosed):
        while True:
            page.socket.recv(timeout=3)
    assert page.socket.close_code == TOO_BIG
    other.say("ping")
    assert other.hear("pong")


def test_a_message_in_parts_over_the_limit_closes_with_1009(visit):
    page = visit()
    with pytest.raises(ConnectionClosed):
        page.socket.send(["x" * 8_000 for _ in range(4)])
        page.socket.recv(timeout=3)
    assert page.socket.close_code == TOO_BIG


def test_a_frame_within_the_servers_limit_gets_its_error(visit):
    page = visit()
    page.socket.send(json.dumps({"kind": "signal", "topic": "x", "data": "x" * 5_000}))
    assert "bytes" in page.hear("error")["reason"]
