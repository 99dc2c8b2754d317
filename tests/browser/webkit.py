"""Drives WebKitGTK by its own WebDriver, on a screen of its own."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.browser.window import PATIENCE, Window
from tests.site import find_free_port, terminate_after

BROWSERS = "*/webkit2gtk-4.*/MiniBrowser"
NEEDED = "apt-get install webkit2gtk-driver xvfb"


class WebKitWindow(Window):
    """A browser of its own, with one window."""

    def __init__(self, driver: str, origin: str, browser: str) -> None:
        super().__init__(origin)
        self.line = httpx.Client(base_url=driver, timeout=PATIENCE)
        options = {"binary": browser, "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        self.line.base_url = httpx.URL(f"{driver}/session/{self._ask('/session', wanted)['sessionId']}")

    def _ask(self, path: str, payload: dict[str, Any]) -> Any:
        answer = self.line.post(path, json=payload)
        assert answer.status_code == 200, answer.text
        return answer.json()["value"]

    def load(self, url: str) -> None:
        """Open an address."""
        self._ask("/url", {"url": url})

    def run(self, script: str) -> Any:
        """Return the value of an expression."""
        return self._ask("/execute/sync", {"script": f"return {script}", "args": []})

    def put_cookie(self, name: str, value: str) -> None:
        """Set a cookie; the window has to be on the site for that."""
        self.goto("/robots.txt")
        self._ask("/cookie", {"cookie": {"name": name, "value": value, "path": "/"}})

    def close(self) -> None:
        """End the browser."""
        self.line.delete("")
        self.line.close()


class WebKit:
    """Opens browsers, each by a driver of its own: one drives no more than one."""

    def __init__(self, screen: str, ends: ExitStack) -> None:
        self.screen, self.ends = screen, ends
        browsers, driver = sorted(map(str, Path("/usr/lib").glob(BROWSERS))), shutil.which("WebKitWebDriver")
        if not browsers or not driver:
            pytest.fail(f"These tests need WebKitGTK and its driver: {NEEDED}")
        self.browser, self.driver = browsers[-1], driver

    def open(self, origin: str) -> Window:
        """Return a new window with cookies of its own."""
        port = find_free_port()
        process = subprocess.Popen([self.driver, f"--port={port}"], env={**os.environ, "DISPLAY": self.screen})
        self.ends.enter_context(terminate_after(process))
        _wait(port)
        window = WebKitWindow(f"http://127.0.0.1:{port}", origin, self.browser)
        self.ends.callback(window.close)
        return window


def _wait(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/status")
            return
        except httpx.TransportError:
            assert time.monotonic() < end, "WebKitWebDriver did not start"
            time.sleep(0.1)


@contextmanager
def launched() -> Iterator[WebKit]:
    """Offer WebKit on a screen of its own until the block ends."""
    if not shutil.which("Xvfb"):
        pytest.fail(f"These tests need a screen for WebKitGTK: {NEEDED}")
    with ExitStack() as ends:
        screen = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", "1440x900x24", "-nolisten", "tcp"], stdout=subprocess.PIPE
        )
        ends.enter_context(terminate_after(screen))
        assert screen.stdout
        yield WebKit(f":{screen.stdout.readline().decode().strip()}", ends)
