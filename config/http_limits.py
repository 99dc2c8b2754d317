"""Limits of a request's first line and headers, answered before the connection is closed.

Twisted drops a connection with a long line without a response: browsers report that the site can't be reached.
"""

import socket
from contextlib import suppress
from typing import Any
from weakref import WeakSet

from twisted.internet import reactor
from twisted.web.http import HTTPChannel

_Channel: Any = HTTPChannel  # Twisted says nothing of its types
TOO_LONG = ("414 URI Too Long", "The address of that page is too long.")
TOO_LARGE = ("431 Request Header Fields Too Large", "The headers of that request are too large or too many.")
LINGER_SECONDS = 2.0  # for reading the response: closing a connection with unread data would discard it
MAX_DISCARDED_BYTES = 4 * 1024 * 1024  # meanwhile; a client that sends more is cut off


class LimitedChannel(_Channel):  # type: ignore[misc]
    """Twisted's side of one connection, with a response to requests that are too large."""

    open_channels: "WeakSet[LimitedChannel]" = WeakSet()
    _is_refused = False
    _was_used = False
    _unread = 0

    def connectionMade(self) -> None:  # noqa: N802 - Twisted's name
        """Begin to wait for the first request."""
        self.open_channels.add(self)
        super().connectionMade()

    def requestDone(self, request: Any) -> None:  # noqa: N802
        """Wait for the next request, or close the connection."""
        self._was_used = True
        super().requestDone(request)

    def close_if_idle(self) -> None:
        """Close a connection between two requests; one that was just opened is left to send its first."""
        is_between = self._HTTPChannel__first_line and not self.requests and not self._buffer
        # The transport of a websocket belongs to another protocol by now.
        end = getattr(self.transport, "socket", None)
        if not self._was_used or not is_between or end is None or self._is_writing():
            return
        try:
            end.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            # No request has arrived. The transport itself would close in the next turn of the loop, when one may have.
            with suppress(OSError):
                end.shutdown(socket.SHUT_WR)
            self.transport.loseConnection()
        except OSError:
            self.transport.loseConnection()

    def _is_writing(self) -> bool:
        """Tell whether a part of the last response still waits for the loop to write it."""
        return bool(self.transport.dataBuffer or self.transport._tempDataBuffer)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Take in received data, or discard it after a refusal."""
        if not self._is_refused:
            super().dataReceived(data)
            return
        self._unread += len(data)
        if self._unread > MAX_DISCARDED_BYTES:
            self.transport.abortConnection()

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        """Take in the first line or a header."""
        if self._is_refused:
            return
        if self._receivedHeaderSize + len(line) > self.totalHeadersSize:
            self._refuse(*self._reason)
        else:
            super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802
        """Refuse a line that is longer than any may be."""
        self._refuse(*self._reason)

    def headerReceived(self, line: bytes) -> bool:  # noqa: N802
        """Take in one header, unless there were too many before it."""
        if self._receivedHeaderCount >= self.maxHeaders:
            self._refuse(*TOO_LARGE)
        return not self._is_refused and bool(super().headerReceived(line))

    @property
    def _reason(self) -> tuple[str, str]:
        return TOO_LONG if self._HTTPChannel__first_line else TOO_LARGE

    def _refuse(self, status: str, text: str) -> None:
        if self._is_refused:
            return
        self._is_refused = True
        self.clearLineBuffer()
        self.setTimeout(None)
        body = f"{text}\n".encode()
        headers = f"Content-Type: text/plain; charset=utf-8\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self.transport.write(f"HTTP/1.1 {status}\r\n{headers}".encode() + body)
        self.transport.loseWriteConnection()
        known: Any = reactor
        known.callLater(LINGER_SECONDS, self.transport.abortConnection)


def build_protocol() -> Any:
    """Return the protocol of a new connection, without the choice of HTTP/2 that Twisted's own has around it."""
    return LimitedChannel()
