"""Codes of invitations: random, easy to read out, and stored as digests only."""

import re
import secrets
from hashlib import sha256

from marketplace.models.orders import NUMBER_ALPHABET

LETTERS, GROUP = 28, 4
"""Letters of a code, 5 bits each (140 bits in all), and letters in a group."""
MISREAD = str.maketrans("OIL", "011")


def new_code() -> str:
    """Return a random code, in groups that can be read out."""
    letters = "".join(secrets.choice(NUMBER_ALPHABET) for _ in range(LETTERS))
    return "-".join(letters[at : at + GROUP] for at in range(0, LETTERS, GROUP))


def code_digest(code: str) -> str:
    """Return the digest of a code; case, dashes and misread letters (O for 0) make no difference."""
    return sha256(re.sub(r"[^0-9A-Z]", "", code.upper()).translate(MISREAD).encode()).hexdigest()
