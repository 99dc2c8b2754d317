"""Finds a Chromium, or gets one: a machine without it must not pass by skipping the browser tests."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""The headless shell comes first: the others also draw windows, for half of a test's time."""
PATIENCE = 600  # s for a download


@contextmanager
def launched() -> Iterator[Browser]:
    """Run a Chromium until the block ends."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright leaves its loop running between calls, so Django believes that it is called from async code.
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=find(playwright), args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


def find(playwright: Playwright) -> str:
    """Return the path of a Chromium: the system's, Playwright's own, else one that is installed now.

    Fails the test, and lists the attempts, if there is none.
    """
    own = Path(playwright.chromium.executable_path)
    system = _of_the_system()
    if system or own.exists():
        return system or str(own)
    tried = [_run([sys.executable, "-m", "playwright", "install", "chromium"])]
    if not own.exists() and os.geteuid() == 0 and shutil.which("apt-get"):
        tried += [_run(["apt-get", "update", "-qq"]), _run(["apt-get", "install", "-y", "-qq", NAMES[0]])]
    found = _of_the_system() or (str(own) if own.exists() else "")
    if not found:
        pytest.fail("The browser tests need Chromium and could not get it. Install it.\n" + "\n".join(tried))
    return found


def _of_the_system() -> str:
    return next((path for name in NAMES if (path := shutil.which(name))), "")


def _run(command: list[str]) -> str:
    """Run a command and return its exit status and the end of its output."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as failure:
        return f"{' '.join(command)}: {failure}"
    return f"{' '.join(command)}: exit {done.returncode}: {(done.stderr or done.stdout)[-500:]}"
