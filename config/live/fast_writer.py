"""The fast writer: encoded websocket frames, written straight to the connection's own socket.

The way through ASGI, Autobahn and Twisted costs several times as much as the system call.
"""

from struct import pack
from typing import Any, Self

from config.live.limits import limit

EXTENSION = "livestall.direct"  # key of the writer in the scope's `extensions`
_TEXT = 0x81  # a text message in one part


def encode_text_frame(text: str) -> bytes:
    """Return the bytes on the wire of a server's text message in one part (RFC 6455, 5.2)."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return pack("!BB", _TEXT, size) + payload
    return (pack("!BBH", _TEXT, 126, size) if size < 65_536 else pack("!BBQ", _TEXT, 127, size)) + payload


class FastWriter:
    """Writes to one connection past every queue, while all are empty; off, it only counts waiting bytes."""

    __slots__ = ("_is_on", "_open", "_protocol", "_send", "_transport")

    def __init__(self, protocol: Any) -> None:
        self._is_on = bool(limit("LIVE_DIRECT"))
        self._protocol, self._transport = protocol, protocol.transport
        self._open, self._send = protocol.STATE_OPEN, protocol.transport.socket.send

    @classmethod
    def for_connection(cls, protocol: Any, plain_transport: Any) -> Self | None:
        """Return the writer of a connection over Twisted's `plain_transport`; None for others and unknown releases."""
        transport: Any = protocol.transport
        is_known = all(hasattr(transport, name) for name in ("dataBuffer", "_tempDataLen", "socket", "TLS"))
        is_plain = isinstance(transport, plain_transport) and is_known and not transport.TLS
        return cls(protocol) if is_plain and hasattr(protocol, "send_queue") else None

    def write(self, wire: bytes) -> bool:
        """Send a whole frame now and return True, or send nothing and return False: it has to be queued."""
        transport, protocol = self._transport, self._protocol
        if not self._is_on or transport._tempDataLen or transport.dataBuffer or transport.disconnecting:
            return False
        if protocol.state != self._open or protocol.send_queue:
            return False
        try:
            sent = self._send(wire)
        except OSError:  # full or closed: the ordinary way finds out
            return False
        if sent < len(wire):  # the rest goes first into the transport's queue
            transport.write(wire[sent:])
        return True

    @property
    def pending_bytes(self) -> int:
        """Return the number of bytes that the kernel has not taken yet."""
        transport = self._transport
        return int(transport._tempDataLen + len(transport.dataBuffer) - transport.offset)
