"""Where the demo listens, and what its pages are called from outside."""

import errno
import re
import socket
from dataclasses import dataclass

from config.loopback import is_loopback

ADDRPORT = re.compile(r"(?:(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/]+):)?(?P<port>\d{1,5})")
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
"""Hosts that mean every address of the machine, with the one by which it calls itself."""


@dataclass(frozen=True)
class Address:
    """A host and port to listen on."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read `port`, `host:port` or `[ipv6]:port`. Raises ValueError for anything else."""
        match = ADDRPORT.fullmatch(text)
        if not match or not 0 < int(match["port"]) < 65536:
            raise ValueError(f"{text!r} is neither a port nor host:port, like 8000 or 127.0.0.1:8000")
        return cls((match["host"] or "127.0.0.1").strip("[]"), int(match["port"]))

    @property
    def is_loopback(self) -> bool:
        """Tell whether only this machine can reach it."""
        return is_loopback(self.host)

    @property
    def base(self) -> str:
        """The address of the home page as this machine sees it, without a slash at the end."""
        return self.origins[0]

    @property
    def origins(self) -> list[str]:
        """Every origin that the site may be called by; the first is the one it leads people to."""
        here = EVERYWHERE.get(self.host, self.host)
        names = [here]
        if here in {"127.0.0.1", "localhost", "::1"}:
            names = ["localhost", "127.0.0.1"] if here != "::1" else ["::1", "localhost", "127.0.0.1"]
        if self.host in EVERYWHERE:
            names += own_names()
        return [self.origin(name) for name in dict.fromkeys(names)]

    def origin(self, name: str) -> str:
        """Return the origin of this port under a name."""
        return f"http://{f'[{name}]' if ':' in name else name}:{self.port}"

    def refusal(self) -> str | None:
        """Tell in one line why nothing can listen here, or None if it can."""
        try:
            family, kind, _, _, target = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(target)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                hint = f"manage.py demo {other(self.port)}"
                return f"Port {self.port} is busy: stop what listens there, or name another, like: {hint}"
            return f"Cannot listen on {self.host}, port {self.port}: {error.strerror or error}"
        return None


def other(port: int) -> int:
    """Return a port to try instead."""
    return port + 1 if port < 65535 else 8000


def own_names() -> list[str]:
    """Return the name of this machine and the addresses behind it, as far as it knows them."""
    name = socket.gethostname()
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError:
        return [name]
    return [name, *(str(target[0]).split("%")[0] for *_, target in found)]
