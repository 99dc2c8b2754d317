"""The direct way out: ready-made websocket frames, written to the connection's own socket.

The ordinary way of a frame through ASGI, Autobahn and Twisted costs several times what the system call does.
"""

from struct import pack
from typing import Any, Self

from config.live.limits import limit

EXTENSION = "livestall.direct"
"""The name in the scope's `extensions` under which a server offers a `Writer`."""
_TEXT = 0x81  # the only and last part of a text message


def ready_made(text: str) -> bytes:
    """Return the bytes on the wire of a server's text message, uncompressed and in one part (RFC 6455, 5.2)."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return pack("!BB", _TEXT, size) + payload
    return (pack("!BBH", _TEXT, 126, size) if size < 65_536 else pack("!BBQ", _TEXT, 127, size)) + payload


class Writer:
    """Writes to one connection of Daphne's past every queue, and only while all queues are empty.

    With `LIVE_DIRECT` at 0 it only tells how much waits.
    """

    __slots__ = ("_on", "_open", "_protocol", "_send", "_transport")

    def __init__(self, protocol: Any) -> None:
        self._on = bool(limit("LIVE_DIRECT"))
        self._protocol, self._transport = protocol, protocol.transport
        self._open, self._send = protocol.STATE_OPEN, protocol.transport.socket.send

    @classmethod
    def of(cls, protocol: Any) -> Self | None:
        """Return the writer of a connection that speaks plain TCP through this release of Twisted, else None."""
        from twisted.internet.tcp import Connection

        transport = protocol.transport
        knows = all(hasattr(transport, name) for name in ("dataBuffer", "_tempDataLen", "socket", "TLS"))
        is_plain = isinstance(transport, Connection) and knows and not transport.TLS
        return cls(protocol) if is_plain and hasattr(protocol, "send_queue") else None

    def write(self, wire: bytes) -> bool:
        """Send a whole frame now, or nothing: False when it has to queue the ordinary way, or nobody is there.

        What the kernel does not take of a frame it began goes to the transport's queue, before anything else can.
        """
        transport, protocol = self._transport, self._protocol
        if not self._on or transport._tempDataLen or transport.dataBuffer or transport.disconnecting:
            return False
        if protocol.state != self._open or protocol.send_queue:
            return False
        try:
            sent = self._send(wire)
        except OSError:  # full, or gone: the ordinary way finds out which
            return False
        if sent < len(wire):
            transport.write(wire[sent:])
        return True

    @property
    def waiting(self) -> int:
        """Return the bytes that the kernel has not taken yet."""
        transport = self._transport
        return int(transport._tempDataLen + len(transport.dataBuffer) - transport.offset)
