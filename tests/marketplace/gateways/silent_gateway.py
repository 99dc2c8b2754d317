"""A payment gateway with a provider that accepts connections but answers only on command."""

import os
import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from marketplace.gateways import Outcome, Unreachable

VARIABLE = "TESTS_PROVIDER_PORT"


class SilentGateway:
    """Asks a provider that may keep it waiting for a minute."""

    name = "silent"
    asks_here = True

    def methods(self) -> list[tuple[str, str, str]]:
        """Return the one way to pay."""
        return [("test-pays", "Slow card", "")]

    def charge(self, payment: Any) -> Outcome:
        """Return the provider's answer."""
        return self._answer(payment)

    def look_up(self, payment: Any) -> Outcome:
        """Return the provider's answer."""
        return self._answer(payment)

    def confirm(self, payment: Any, approved: bool) -> Outcome:
        """Return the provider's answer."""
        return self._answer(payment)

    def refund(self, refund: Any) -> None:
        """Wait for the provider."""
        self._answer(refund.payment)

    def _answer(self, payment: Any) -> Outcome:
        try:
            with socket.create_connection(("127.0.0.1", int(os.environ[VARIABLE])), timeout=60) as line:
                said = line.recv(20).decode()
        except OSError as failure:
            raise Unreachable(str(failure)) from failure
        return Outcome(said, str(payment.reference), "No." if said == Outcome.DECLINED else "")


class SilentProvider:
    """The provider: it accepts every call and answers none by itself."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.port: int = listener.getsockname()[1]

    def is_called(self) -> bool:
        """Tell whether a call waits for an answer."""
        return bool(select.select([self.listener], [], [], 0)[0])

    def speak(self, word: str) -> None:
        """Answer all waiting calls."""
        self.listener.setblocking(False)
        while True:
            try:
                line, _ = self.listener.accept()
            except BlockingIOError:
                return
            with line:
                line.sendall(word.encode())


@contextmanager
def run_silent_provider() -> Iterator[SilentProvider]:
    """Run a silent provider; the kernel takes the calls, nobody answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        yield SilentProvider(listener)
