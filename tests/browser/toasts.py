"""Toasts as tests look at them: whose clock a page has, and what it shows."""

import re
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import Page

from tests import cast
from tests.browser.conftest import frames, is_live

TOAST = "#toasts .toast:not(.is-leaving)"
MORE = "#toast-more:not(.is-leaving)"


def buy(title: str) -> None:
    """Let somebody else buy."""
    cast.paid(cast.guest(), (cast.item(title=title), 1))


def stopped(page: Page) -> None:
    """Let time pass on a page only where the test says so."""
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(seconds=1))


def arrive(page: Page, path: str) -> None:
    """Lead a page whose clock is ours to `path`, and wait until it may show toasts there."""
    frames[page].clear()
    page.goto(path)
    may_show(page)


def may_show(page: Page) -> None:
    """Wait until a page has heard what it missed and no tab before it shows toasts: till then no toast is due."""
    is_live(page)
    page.wait_for_function("navigator.locks.query().then(({ held }) => held.length > 0)")


def tick(page: Page, seconds: float) -> None:
    """Let time pass on a page whose clock is ours."""
    page.clock.run_for(int(seconds * 1000))


def titles(page: Page) -> list[str]:
    """Return what the toasts on the screen say was bought, as they stand, and what is only counted."""
    texts = page.locator(TOAST).all_inner_texts()
    return [re.search(r"bought (.+)|(\d+ more)", text).group().removeprefix("bought ") for text in texts]  # type: ignore[union-attr]


def everything_shown(page: Page, seconds: int, step: float = 1) -> list[str]:
    """Let time pass, and return all that was shown, in the order in which it came."""
    seen: dict[str, Any] = {}
    for _ in range(int(seconds / step)):
        tick(page, step)
        seen |= dict.fromkeys(titles(page))
    return list(seen)
