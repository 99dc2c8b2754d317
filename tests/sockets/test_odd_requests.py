"""Malformed requests to the real server all get a response, and never a server error."""

import socket
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

pytestmark = [pytest.mark.detail, pytest.mark.django_db(transaction=True)]
PATHS = ["/cart/", "/search/?q=a", "/admin/login/"]
HEADERS = [
    b"Cookie: visitor=\xff\xfe; sessionid=%00; csrftoken=x; messages=\xff",
    b'Cookie: sessionid="\\000\\777"; visitor="\\"',
    b'Cookie: sessionid="abcdefgh\\000abc"',
    b"Cookie: " + b"a" * 5000 + b"=1; sessionid=" + b"x" * 3000,
    b"Cookie: =;;=;,; visitor",
    b"Cookie: messages=" + b"9" * 3000,
    b"Accept-Language: \xff,en;q=NaN,de;q=1e400,,;q=-1",
    b"Accept-Language: " + b"en-" * 900,
    b"Accept: \x01;q=a, */*;q=1e999",
    b"Accept-Encoding: \xff;q=Infinity, gzip;q=-1",
    b"HX-Request: true\r\nHX-Current-URL: http://[::1",
    b"HX-Request: \xff\r\nHX-Target: \xff\r\nHX-Trigger: \x02\r\nHX-Current-URL: //[",
    b"HX-Current-URL-URI-AutoEncoded: true\r\nHX-Current-URL: %ff%00",
    b"HX-Boosted: true\r\nHX-History-Restore-Request: maybe\r\nHX-Prompt: %ED%A0%80",
    b"If-Modified-Since: Thu, 99 Zzz 99999999999 00:00:00 GMT",
    b"If-Modified-Since: 0",
    b'If-None-Match: "\xff", W/, *',
    b"If-Match: *\r\nIf-Unmodified-Since: Thu, 01 Jan 0000 00:00:00 GMT",
    b"If-Range: x\r\nRange: bytes=-99999999999999999999,1e400-",
    b"Range: bytes=a-b",
    b"Referer: http://[::1/\xff\x00",
    b"Origin: null\r\nSec-Fetch-Site: \xff",
    b"User-Agent: " + "\ud800".encode("utf-8", "surrogatepass"),
    b"X-Forwarded-For: ',\xff, 999.999.999.999\r\nX-Forwarded-Proto: \xff\r\nForwarded: for=\"[",
    b"X-CSRFToken: \xff\r\nX-Requested-With: \xff",
    b"X-Request-Id: \xff\x01" + b"x" * 4000,
    b"Authorization: Basic \xff",
    b"Content-Length: 0\r\nContent-Type: \xff; charset=\xff; boundary",
    b"Expect: 100-continue",
]
HOSTS = [b"", b"\xff", b"[::1", b"a b", b"127.0.0.1:99999999", b"127.0.0.1:-1", b"x" * 4000, b"localhost:1e4", b"%00"]
TARGETS = [
    b"/%00", b"/%ff%fe", b"/%ed%a0%80", b"//", b"/\\", b"/.%2e/", b"*", b"http://[", b"/?%00=%00&%ff=%ed%a0%80",
    b"/search/?q=" + b"%F0%9F%98%80" * 300, b"/search/?" + b"q=1&" * 1500, b"/?next=//%00", b"/media/%00.png",
    b"/static/%2e%2e/%00", b"/media/%ff/..%2f", b"/orders/%D9%A3/", b"/cart/" + b"9" * 3000,
    b"/product/" + b"%0a" * 200,
]  # fmt: skip
BODIES = [
    (b"application/x-www-form-urlencoded", b"%00=%00&%ff=%ed%a0%80&text=%"),
    (b"application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(3000))),
    (b"multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n"),
    (b"multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; filename="\xff\0"\r\n\r\n\0\r\n--x'),
    (b"multipart/form-data; boundary=\xff", b"--\xff"),
    (b"multipart/form-data; boundary=" + b"y" * 300, b"--"),
    (b"application/json", b"[" * 100_000),
    (b"application/json", b'{"items": [{"id": 1e400, "quantity": NaN}], "version": -Infinity}'),
    (b"application/json", b"\xff\xfe\x00"),
    (b"application/json; charset=nonsense", b"{}"),
    (b"application/x-www-form-urlencoded; charset=unicode_escape", b"csrfmiddlewaretoken=%5Cud800&login=%5Cud800"),
    (b"text/xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><a>&b;</a>"),
]  # fmt: skip


def answers(site, *requests: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Send each request on a connection of its own; yield it with the first line of its answer."""
    for request in requests:
        with closing(socket.create_connection(("127.0.0.1", site.port), timeout=20)) as line:
            # The server may refuse a request before it has read all of it.
            with suppress(OSError):
                line.sendall(request)
            with suppress(OSError):
                yield request[:150], line.makefile("rb").readline()


def failures(site, *requests: bytes) -> list[tuple[bytes, bytes]]:
    """Return the requests that got no answer, or one that is an error of the server."""
    status_lines = list(answers(site, *requests))
    assert len(status_lines) == len(requests)
    fine = tuple(b"HTTP/1.1 %d" % kind for kind in (1, 2, 3, 4))
    return [(request, line) for request, line in status_lines if not line.startswith(fine)]


def test_headers(site, visit):
    host = b"Host: 127.0.0.1\r\nConnection: close\r\n"
    asked = [b"GET %s HTTP/1.1\r\n%s%s\r\n\r\n" % (path.encode(), host, one) for one in HEADERS for path in PATHS]
    assert failures(site, *asked) == []


def test_hosts_and_targets(site, visit):
    asked = [b"GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % host for host in HOSTS]
    asked += [b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n" % target for target in TARGETS]
    assert failures(site, *asked) == []


@pytest.mark.parametrize("method", [b"POST", b"DELETE"])
def test_bodies(site, visit, method):
    asked = [
        b"%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
        % (method, path.encode(), kind, len(body), body)
        for kind, body in BODIES
        for path in PATHS
    ]
    assert failures(site, *asked) == []


FRAMES = [
    "", "null", "[]", "1e400", '"a"', "{", '{"kind": null}', '{"kind": ["subscribe"]}', "[" * 3000,
    '{"kind": "nothing"}',
    '{"kind": "subscribe", "tokens": "abc"}', '{"kind": "subscribe", "tokens": [1, null, {}, []]}',
    '{"kind": "subscribe", "tokens": ["\\u0000", "\\ud800", ":::::::", "a:1:99999999999999999999:x:1:x:y"]}',
    '{"kind": "subscribe", "tokens": [], "since": "x"}', '{"kind": "subscribe", "tokens": [], "since": -1e308}',
    '{"kind": "unsubscribe", "topics": {"a": 1}}', '{"kind": "unsubscribe", "topics": ["\\u0000"]}',
    '{"kind": "signal", "topic": "\\u0000", "data": NaN}', '{"kind": "signal", "topic": [], "data": {}}',
]  # fmt: skip
BYTES = [b"\xff", b"\0", b'{"kind": "ping"}', b"\xed\xa0\x80"]


def test_frames(visit):
    other = visit()
    for sent in [*FRAMES, *BYTES]:
        page = visit()
        with suppress(ConnectionClosed):
            page.socket.send(sent)
            page.say("ping")
            page.hear(timeout=5)
        assert page.socket.close_code != 1011, sent
    page = visit()
    page.socket.socket.sendall(Frame(Opcode.TEXT, b"\xff\xfe").serialize(mask=True))
    with pytest.raises(ConnectionClosed):
        page.hear("nothing", timeout=5)
    other.say("ping")
    assert other.hear("pong", timeout=5)
