"""Limits of the live updates: each is a setting, and an environment variable, of the same name."""

import time
from collections import Counter
from ipaddress import IPv6Address, ip_address

from django.conf import settings

DEFAULTS: dict[str, float] = {
    "LIVE_MAX_TOPICS": 50,  # topics of one page
    "LIVE_FRAME_BYTES": 4096,  # largest frame a page may send
    "LIVE_BUCKET_SIZE": 10,  # frames a page may send at once
    "LIVE_BUCKET_RATE": 2,  # frames a second after that
    "LIVE_OFFENCES": 5,  # bad frames forgiven in a row; one more is forgiven each minute
    "LIVE_WIRE_SIZE": 100,  # frames of any kind at once, pings and parts of messages included; more cut the line
    "LIVE_WIRE_RATE": 20,  # such frames a second after that
    "LIVE_SOCKETS_PER_PERSON": 20,  # in one process
    "LIVE_SOCKETS_PER_ADDRESS": 100,  # in one process
    "LIVE_OUTBOX": 256,  # frames waiting for a slow reader
    "LIVE_OUTBOX_BYTES": 262_144,  # bytes waiting for a slow reader, where the server knows
    "LIVE_DIRECT": 1,  # 0: no frame bypasses the server's own queues
    "LIVE_TOKEN_HOURS": 12,  # life of a page's tokens
    "LIVE_RECHECK_SECONDS": 60,  # between two authorizations of private topics
    "LIVE_HEARTBEAT_SECONDS": 25,  # between two pings of a page
    "LIVE_LINGER_SECONDS": 60,  # a topic stays subscribed after its last socket left
    "LIVE_KEEP_SECONDS": 60,  # age of the oldest frame kept for replay
    "LIVE_KEEP_FRAMES": 100,  # frames of one topic kept for replay
    "LIVE_SLACK_SECONDS": 2,  # between reading the database and printing a token
    "LIVE_SHARED_SECONDS": 1,  # between two renders of a SHARED or ROWS topic
    "LIVE_PING_SECONDS": 5,  # between two round trips that test Redis
    "LIVE_REDIS_SECONDS": 2,  # timeout of Redis for subscriptions
    "LIVE_PUSH_SECONDS": 1,  # timeout of Redis for publishing
    "LIVE_QUEUE": 1000,  # messages waiting for Redis in one process
    "LIVE_THREADS": 4,  # threads of one process that use the database for sockets
}


def limit(name: str) -> float:
    """Return a setting of `DEFAULTS`, or its default."""
    return float(getattr(settings, name, DEFAULTS[name]))


class TokenBucket:
    """`size` tokens at once, refilled at `rate` a second."""

    __slots__ = ("_filled_at", "_level", "_rate", "_size")

    def __init__(self, size: float, rate: float) -> None:
        self._size = self._level = size
        self._rate = rate
        self._filled_at = time.monotonic()

    def take(self) -> bool:
        """Take one token, if there is one."""
        now = time.monotonic()
        self._level = min(self._size, self._level + (now - self._filled_at) * self._rate)
        self._filled_at = now
        if self._level < 1:
            return False
        self._level -= 1
        return True


class ConnectionLimiter:
    """Counts the open sockets of each person and each address in this process."""

    def __init__(self) -> None:
        self._people: Counter[str] = Counter()
        self._addresses: Counter[str] = Counter()

    def admit(self, person: str, address: str | None) -> bool:
        """Count one more socket, unless the person or the address has enough already."""
        address = ip_block(address)
        if self._people[person] >= limit("LIVE_SOCKETS_PER_PERSON"):
            return False
        if address is not None and self._addresses[address] >= limit("LIVE_SOCKETS_PER_ADDRESS"):
            return False
        self._people[person] += 1
        if address is not None:
            self._addresses[address] += 1
        return True

    def release(self, person: str, address: str | None) -> None:
        """Count one socket less."""
        for counter, key in ((self._people, person), (self._addresses, ip_block(address))):
            if key is not None:
                counter[key] -= 1
                if counter[key] <= 0:
                    del counter[key]


def ip_block(address: str | None) -> str | None:
    """Return the network that counts as one address: for IPv6 the /64, because one customer has all of it."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    return str(known.ipv4_mapped or IPv6Address(int(known) >> 64 << 64))
