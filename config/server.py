"""`python -m config.server`: Daphne, with the limits of this site and the direct way out for live frames."""

import sys
from argparse import ArgumentParser
from asyncio import Queue
from typing import Any

from daphne.cli import CommandLineInterface
from daphne.server import Server

from config.live.direct import EXTENSION, Writer
from config.live.limits import limit

APPLICATION = "config.asgi:application"
OPTIONS = (
    "--verbosity 0 --http-timeout 30 --websocket_timeout -1 --no-server-name "
    "--websocket-max-message-size 16384 --websocket-max-frame-size 16384"
)
BACKLOG = 1024
"""Connections that wait to be accepted. Twisted keeps fifty, and the kernel turns away the rest of a crowd."""


class SiteServer(Server):  # type: ignore[misc]
    """Daphne that offers each websocket on plain TCP a direct writer, unless `LIVE_DIRECT` is 0."""

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> "Queue[Any] | None":
        """Start the application for a connection."""
        if scope["type"] == "websocket" and limit("LIVE_DIRECT") and (writer := Writer.of(protocol)):
            scope.setdefault("extensions", {})[EXTENSION] = writer
        queue: Queue[Any] | None = super().create_application(protocol, scope)
        return queue

    def kill_all_applications(self) -> Any:
        """End every application before the loop does, so that sockets hear why.

        Daphne stumbles over connections without one, such as what a websocket was before its upgrade, and then
        tells nobody.
        """
        self.connections = {
            protocol: known for protocol, known in self.connections.items() if "application_instance" in known
        }
        return super().kill_all_applications()


class SiteCommand(CommandLineInterface):  # type: ignore[misc]
    """Daphne's command line, for `SiteServer`."""

    server_class = SiteServer


def endpoint(host: str, port: int) -> str:
    """Return what Twisted calls the place where a server listens."""
    interface = host.strip("[]").replace(":", r"\:")
    return f"tcp:{port}:interface={interface}:backlog={BACKLOG}"


def run(words: list[str]) -> None:
    """Serve the site until a signal ends it; `words` are `--bind`, `--port` and any other options of Daphne's."""
    parser = ArgumentParser(prog="python -m config.server", add_help=False)
    parser.add_argument("-b", "--bind", default="127.0.0.1")
    parser.add_argument("-p", "--port", type=int, default=8000)
    ours, theirs = parser.parse_known_args(words)
    SiteCommand().run([*OPTIONS.split(), "-e", endpoint(ours.bind, ours.port), *theirs, APPLICATION])


if __name__ == "__main__":
    run(sys.argv[1:])
