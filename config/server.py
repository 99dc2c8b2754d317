"""`python -m config.server`: Daphne with the limits of this site and the fast writer for live frames."""

import asyncio
import atexit
import os
import sys
from argparse import ArgumentParser
from asyncio import Queue
from importlib import import_module
from typing import Any

from daphne.cli import CommandLineInterface
from daphne.server import Server
from django.conf import settings
from twisted.internet.defer import Deferred
from twisted.internet.tcp import Connection

from config.graceful_shutdown import shut_down
from config.http_limits import build_protocol
from config.live.fast_writer import EXTENSION, FastWriter
from config.monitoring.logs import redact_personal_data
from config.monitoring.secret_paths import redact_quoted_secrets
from config.watchdog import Watchdog

APPLICATION = "config.asgi:application"
MAX_MESSAGE_BYTES = 16_384  # from a socket
OPTIONS = (
    "--verbosity 0 --websocket_timeout -1 --no-server-name "
    f"--websocket-max-message-size {MAX_MESSAGE_BYTES} --websocket-max-frame-size {MAX_MESSAGE_BYTES}"
)
REQUEST_SECONDS = 30  # for a request after its wait at the gate
BACKLOG = 1024  # connections that wait to be accepted; beyond Twisted's fifty the kernel refuses the rest of a rush


class SiteServer(Server):  # type: ignore[misc]
    """Daphne that offers each websocket on plain TCP a fast writer."""

    @property
    def http_factory(self) -> Any:
        """Return the factory of the protocol of each connection."""
        return self._http_factory

    @http_factory.setter
    def http_factory(self, factory: Any) -> None:
        # Daphne makes it as it starts, and offers no other way to choose the protocol.
        factory.protocol = build_protocol
        self._http_factory = factory

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> "Queue[Any] | None":
        """Start the application for a connection."""
        if scope["type"] == "websocket" and (writer := FastWriter.for_connection(protocol, Connection)):
            scope.setdefault("extensions", {})[EXTENSION] = writer
        queue: Queue[Any] | None = super().create_application(protocol, scope)
        return queue

    def log_action(self, protocol: str, action: str, details: dict[str, Any]) -> None:
        """Write a line into Daphne's own log of requests, without the secrets of addresses."""
        path = details.get("path", "")
        path = path.decode("latin1") if isinstance(path, bytes) else path
        super().log_action(protocol, action, {**details, "path": redact_personal_data(redact_quoted_secrets(path))})

    def listen_success(self, port: Any) -> Any:
        """Record the port, and pass it on to the listener's next callback."""
        super().listen_success(port)
        return port

    def kill_all_applications(self) -> "Deferred[None]":
        """Leave in order before the loop ends.

        Daphne's own method cuts requests off, and fails silently on a connection without an application, such as a
        websocket before its upgrade.
        """
        return Deferred.fromFuture(asyncio.ensure_future(shut_down(self.listeners, self.connections)))


class SiteCommand(CommandLineInterface):  # type: ignore[misc]
    """Daphne's command line, for `SiteServer`."""

    server_class = SiteServer


def endpoint_description(host: str, port: int) -> str:
    """Return Twisted's description of a listening address."""
    interface = host.strip("[]").replace(":", r"\:")
    return f"tcp:{port}:interface={interface}:backlog={BACKLOG}"


def run_server(words: list[str]) -> None:
    """Serve the site until a signal ends it; `words` are `--bind`, `--port` and any other options of Daphne's."""
    parser = ArgumentParser(prog="python -m config.server", add_help=False)
    parser.add_argument("-b", "--bind", default="127.0.0.1")
    parser.add_argument("-p", "--port", type=int, default=8000)
    ours, theirs = parser.parse_known_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    watchdog = Watchdog() if settings.WATCHDOG else None
    options = [*OPTIONS.split(), "--http-timeout", str(settings.GATE_WAIT_SECONDS + REQUEST_SECONDS)]
    # Daphne, imported above, chose the reactor.
    reactor: Any = import_module("twisted.internet.reactor")
    reactor.callWhenRunning(lambda: import_module("config.asgi").begin(ours.bind))
    if watchdog:
        reactor.callWhenRunning(watchdog.beat_in, reactor.callLater)
    SiteCommand().run([*options, "-e", endpoint_description(ours.bind, ours.port), *theirs, APPLICATION])
    if watchdog:
        watchdog.stop()
    # A request that had to be cut off may leave a thread that waits for the loop, and Python for the thread, for ever.
    atexit._run_exitfuncs()
    os._exit(0)


if __name__ == "__main__":
    run_server(sys.argv[1:])
