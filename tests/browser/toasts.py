"""Helpers for tests of toasts: a fake clock in the page, and the visible toasts."""

import re
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import Page

from tests import cast
from tests.browser.conftest import frames, is_live

TOAST = "#toasts .toast:not(.is-leaving)"
MORE = "#toast-more:not(.is-leaving)"


def buy(title: str) -> None:
    """Let another buyer buy a product."""
    cast.paid_order(cast.guest(), (cast.item(title=title), 1))


def stopped(page: Page) -> None:
    """Stop the page's clock; `tick` advances it."""
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(seconds=1))


def arrive(page: Page, path: str) -> None:
    """Open `path` in a page with a stopped clock, and wait until toasts are allowed there."""
    frames[page].clear()
    page.goto(path)
    may_show(page)


def may_show(page: Page) -> None:
    """Wait until the page has caught up with its topics and leads the tabs; before that no toast is due."""
    is_live(page)
    page.wait_for_function("navigator.locks.query().then(({ held }) => held.length > 0)")


def tick(page: Page, seconds: float) -> None:
    """Advance the stopped clock of a page."""
    page.clock.run_for(int(seconds * 1000))


def titles(page: Page) -> list[str]:
    """Return the titles of the visible toasts in order, and the text of the summary."""
    texts = page.locator(TOAST).all_inner_texts()
    return [re.search(r"bought (.+)|(\d+ more)", text).group().removeprefix("bought ") for text in texts]  # type: ignore[union-attr]


def everything_shown(page: Page, seconds: int, step: float = 1) -> list[str]:
    """Advance the clock, and return all titles shown, in order."""
    seen: dict[str, Any] = {}
    for _ in range(int(seconds / step)):
        tick(page, step)
        seen |= dict.fromkeys(titles(page))
    return list(seen)
