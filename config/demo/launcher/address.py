"""The address that the demo listens on, and the origins that lead to it."""

import errno
import re
import socket
from dataclasses import dataclass

from marketplace.web.loopback import is_loopback

ADDRPORT = re.compile(r"(?:(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/]+):)?(?P<port>\d{1,5})")
MAX_PORT = 65535
WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
"""Hosts that stand for all addresses of the machine, each with its loopback address."""


@dataclass(frozen=True)
class Address:
    """A host and a port to listen on."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Parse `port`, `host:port` or `[ipv6]:port`. Raises ValueError for anything else."""
        match = ADDRPORT.fullmatch(text)
        if not match or not 0 < int(match["port"]) <= MAX_PORT:
            raise ValueError(f"{text!r} is neither a port nor host:port, like 8000 or 127.0.0.1:8000")
        return cls((match["host"] or "127.0.0.1").strip("[]"), int(match["port"]))

    @property
    def is_loopback(self) -> bool:
        """True if only this machine can connect."""
        return is_loopback(self.host)

    @property
    def base(self) -> str:
        """Address of the home page on this machine, without a slash at the end."""
        return self.origins[0]

    @property
    def origins(self) -> list[str]:
        """All origins of the site; the first is the one for links."""
        own = WILDCARDS.get(self.host, self.host)
        names = [own]
        if own in {"127.0.0.1", "localhost", "::1"}:
            names = ["localhost", "127.0.0.1"] if own != "::1" else ["::1", "localhost", "127.0.0.1"]
        if self.host in WILDCARDS:
            names += list_host_names()
        return [self.make_origin(name) for name in dict.fromkeys(names)]

    def make_origin(self, name: str) -> str:
        """Return the origin of this port for a host name or an IP address."""
        return f"http://{f'[{name}]' if ':' in name else name}:{self.port}"

    def find_problem(self) -> str | None:
        """Return one line that says why nothing can listen on this address, or None if it can."""
        try:
            family, kind, _, _, target = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(target)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                hint = f"manage.py demo {suggest_port(self.port)}"
                return f"Port {self.port} is busy: stop what listens there, or name another, like: {hint}"
            return f"Cannot listen on {self.host}, port {self.port}: {error.strerror or error}"
        return None


def suggest_port(port: int) -> int:
    """Return a port to try instead of a busy one."""
    return port + 1 if port < MAX_PORT else 8000


def list_host_names() -> list[str]:
    """Return the name of this machine and the IP addresses that it resolves to."""
    name = socket.gethostname()
    try:
        resolved = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError:
        return [name]
    return [name, *(str(target[0]).split("%")[0] for *_, target in resolved)]
