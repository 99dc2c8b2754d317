"""Display codes: short names of carts for staff and other programs."""

import re
import uuid

_CODE = re.compile(r"[0-9A-F]{5}-[0-9A-F]{5}")
_REST = 88
"""Bits of a cart's name that are not in its code."""


def code_of(name: uuid.UUID) -> str:
    """Return the display code of the cart with this name."""
    digits = name.hex.upper()
    return f"{digits[:5]}-{digits[5:10]}"


def names_of(code: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Return the first and the last name with this display code; None if it is not a code."""
    if not _CODE.fullmatch(code):
        return None
    first = int(code.replace("-", ""), 16) << _REST
    return uuid.UUID(int=first), uuid.UUID(int=first | (1 << _REST) - 1)
