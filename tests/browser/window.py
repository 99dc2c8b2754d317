"""A window of a browser that is driven by scripts alone: what both Firefox and WebKit offer."""

import json
import time
from abc import ABC, abstractmethod
from typing import Any

PATIENCE = 30  # s for anything on a busy machine
FIND = """(words => [...document.querySelectorAll("button, summary, a, label")]
  .find(one => one.offsetParent && one.textContent.replace(/\\s+/g, " ").trim().startsWith(words)))"""
FILL = """((name, value) => {
  const field = [...document.querySelectorAll(`[name="${name}"]`)].find(one => one.offsetParent);
  field.focus();
  field.value = value;
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
})"""


class Window(ABC):
    """One window with cookies of its own; engines say how it goes somewhere, runs a script and gets a cookie."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    @abstractmethod
    def load(self, url: str) -> None:
        """Open an address and wait until it is loaded."""

    @abstractmethod
    def run(self, script: str) -> Any:
        """Return the value of an expression in the page, decoded from JSON."""

    @abstractmethod
    def put_cookie(self, name: str, value: str) -> None:
        """Give the window a cookie of the site."""

    def goto(self, path: str) -> None:
        """Open a page of the site."""
        self.load(f"{self.origin}{path}")

    def until(self, script: str, what: str) -> Any:
        """Wait until an expression is true in the page, and return it; else AssertionError with the message `what`."""
        end = time.monotonic() + PATIENCE
        while not (found := self.run(f"(() => {{ try {{ return {script} }} catch {{ return null }} }})()")):
            assert time.monotonic() < end, (
                f"{what}: {self.run('location.href + document.body.innerText.slice(0, 800)')}"
            )
            time.sleep(0.1)
        return found

    def shows(self, words: str) -> None:
        """Wait until the page shows these words."""
        self.until(f"document.body.innerText.includes({json.dumps(words)})", f"never showed {words}")

    def click(self, words: str) -> None:
        """Press the button, link or label that begins with these words, once it is there."""
        self.until(f"!!{FIND}({json.dumps(words)})", f"nothing to press called {words}")
        self.run(f"void {FIND}({json.dumps(words)}).click()")

    def fill(self, **fields: str) -> None:
        """Type into the fields with these names, once they are there."""
        for name, value in fields.items():
            self.until(f"[...document.querySelectorAll('[name={name}]')].some(one => one.offsetParent)", f"no {name}")
            self.run(f"{FILL}({json.dumps(name)}, {json.dumps(value)})")
