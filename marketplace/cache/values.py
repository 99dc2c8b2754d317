"""The format of cached values: msgpack. It holds data only, so that reading cannot run code, as unpickling can."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgpack
from django.utils.safestring import SafeString, mark_safe

_TUPLE, _DECIMAL, _DATETIME, _DATE, _INTEGER, _HTML = range(1, 7)
_MARK = b"\xc1"
"""Begins each value. Msgpack has no use for this byte, so that no other text is taken for a value."""
_READERS: dict[int, Callable[[bytes], Any]] = {
    _TUPLE: lambda data: tuple(_unpack(data)),
    _DECIMAL: lambda data: Decimal(data.decode()),
    _DATETIME: lambda data: datetime.fromisoformat(data.decode()),
    _DATE: lambda data: date.fromisoformat(data.decode()),
    _INTEGER: int,
    _HTML: lambda data: mark_safe(data.decode()),  # noqa: S308 - escaped before it was kept
}


class UnreadableError(Exception):
    """The bytes under a name are not a value that this release wrote."""


class Serializer:
    """Turns values into bytes and back, for Django's Redis cache.

    Integers are kept as digits, so that Redis can count with them. Beside the types of JSON it keeps dates, decimals,
    tuples and safe HTML. All others are refused with TypeError, for they would come back as something else.
    """

    def dumps(self, value: Any) -> bytes | int:
        """Return the bytes of a value. Raises TypeError for a type that is not kept."""
        if type(value) is int:
            return value
        return _MARK + _pack(value)

    def loads(self, data: bytes) -> Any:
        """Return the value of these bytes. Raises UnreadableError if they are none."""
        try:
            return int(data)
        except ValueError:
            pass
        try:
            if not data.startswith(_MARK):
                raise ValueError("it was written by something else")
            return _unpack(data[len(_MARK) :])
        except Exception as problem:  # msgpack has a dozen errors, and each reader its own
            raise UnreadableError(str(problem)) from None


def _pack(value: Any) -> bytes:
    written: bytes = msgpack.packb(value, default=_pack_extension, strict_types=True)
    return written


def _unpack(data: bytes) -> Any:
    return msgpack.unpackb(data, ext_hook=_unpack_extension, strict_map_key=False)


def _pack_extension(value: Any) -> Any:
    match value:
        case SafeString():
            return msgpack.ExtType(_HTML, value.encode())
        case Decimal():
            return msgpack.ExtType(_DECIMAL, str(value).encode())
        case datetime():
            return msgpack.ExtType(_DATETIME, value.isoformat().encode())
        case date():
            return msgpack.ExtType(_DATE, value.isoformat().encode())
    if type(value) is int:  # longer than 64 bits
        return msgpack.ExtType(_INTEGER, str(value).encode())
    if type(value) is tuple:
        return msgpack.ExtType(_TUPLE, _pack(list(value)))
    raise TypeError(f"{type(value).__name__} cannot be cached: turn it into plain data first")


def _unpack_extension(code: int, data: bytes) -> Any:
    return _READERS[code](data)
