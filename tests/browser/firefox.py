"""Drives the Firefox of the system by WebDriver BiDi, which it speaks itself."""

import itertools
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.browser.window import PATIENCE, Window
from tests.site import find_free_port, terminate_after


class Firefox:
    """A running Firefox."""

    def __init__(self, wire: ClientConnection) -> None:
        self.wire, self.numbers = wire, itertools.count(1)
        self.ask("session.new", capabilities={})

    def ask(self, method: str, **params: Any) -> Any:
        """Send a command and return its result."""
        number = next(self.numbers)
        self.wire.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(self.wire.recv(PATIENCE))).get("id") != number:
            continue
        assert answer["type"] == "success", answer
        return answer["result"]

    def open(self, origin: str) -> Window:
        """Return a new window with cookies of its own."""
        return FirefoxWindow(self, origin)


class FirefoxWindow(Window):
    """A tab in a container of its own."""

    def __init__(self, firefox: Firefox, origin: str) -> None:
        super().__init__(origin)
        self.firefox = firefox
        self.person = firefox.ask("browser.createUserContext")["userContext"]
        self.tab = firefox.ask("browsingContext.create", type="window", userContext=self.person)["context"]

    def load(self, url: str) -> None:
        """Open an address."""
        self.firefox.ask("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    def run(self, script: str) -> Any:
        """Return the value of an expression."""
        params = {"target": {"context": self.tab}, "awaitPromise": True}
        answer = self.firefox.ask("script.evaluate", expression=f"JSON.stringify({script})", **params)
        assert answer["type"] == "success", answer
        return json.loads(answer["result"].get("value", "null"))

    def put_cookie(self, name: str, value: str) -> None:
        """Set a cookie."""
        cookie = {"name": name, "value": {"type": "string", "value": value}, "domain": "127.0.0.1"}
        partition = {"type": "storageKey", "userContext": self.person}
        self.firefox.ask("storage.setCookie", cookie=cookie, partition=partition)


@contextmanager
def launched(folder: Path) -> Iterator[Firefox]:
    """Run a Firefox with a profile of its own until the block ends."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if not program:
        pytest.fail("These tests need Firefox: apt-get install firefox-esr")
    port = find_free_port()
    command = [program, "--headless", "--no-remote", "--profile", str(folder), f"--remote-debugging-port={port}"]
    with (folder / "firefox.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    with terminate_after(process):
        _wait(folder / "firefox.log")
        with connect(f"ws://127.0.0.1:{port}/session", max_size=None) as wire:
            yield Firefox(wire)


def _wait(log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while "BiDi listening" not in log.read_text(errors="replace"):
        assert time.monotonic() < end, log.read_text(errors="replace")
        time.sleep(0.1)
