"""Redis is killed, frozen and emptied in turn under two open Chromium pages and simulated shoppers.

The pages are right again within ten seconds each time, without a reload (R8, R9).
"""

import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.conf import settings
from playwright.sync_api import Page

from config.demo.data.people import PASSWORD, make_people
from marketplace.models import Item, User
from tests import cast
from tests.browser import chromium
from tests.browser.conftest import sign_in
from tests.faults.measurements import print_figure
from tests.site import Site, build_environment, terminate_after

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
AWAY = 20  # s
SHOWN = ("#cart-box .count", "#cart-box .lines", ".sizes-panel")
AS_A_FRESH_PAGE = """async (selectors) => {
    const fresh = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html')
    const text = (page, selector) => page.querySelector(selector)?.textContent.replace(/\\s+/g, ' ')
    return selectors.filter((one) => text(document, one) !== text(fresh, one))
}"""


@pytest.fixture
def shoppers(site, redis_server, folder):
    """Simulated shoppers that make about one purchase a second."""
    for one in make_people():
        User.objects.create_user(email=one.email, password=PASSWORD, display_name=one.name)
    for _ in range(6):
        cast.product(stock=500)
    log = (folder / "shoppers.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "simulate", "--base", site.origin, "--pace", "1", "--shoppers", "4"],
        cwd=settings.BASE_DIR,
        env=build_environment(Site(site.port), redis_server.url, folder),
        stdout=log,
        stderr=log,
    )
    with terminate_after(process), log:
        yield process
        assert process.poll() is None, (folder / "shoppers.log").read_text()


@contextmanager
def devices(site, user, *paths):
    """Open a page on each of as many devices of one member."""
    with chromium.launched() as browser:
        pages = []
        for path in paths:
            context = browser.new_context(base_url=site.origin)
            sign_in(context, user, site)
            page = context.new_page()
            page.goto(path)
            page.evaluate("window.sameDocument = true")
            pages.append(page)
        yield pages
        for page in pages:
            assert page.evaluate("window.sameDocument"), "never reloaded"


def right_after(pages: list[Page]) -> float:
    """Wait until each page equals a fresh one; return the seconds."""
    began, wrong = time.monotonic(), [["not looked"]]
    while any(wrong):
        wrong = [page.evaluate(AS_A_FRESH_PAGE, list(SHOWN)) for page in pages]
        assert time.monotonic() - began < 30, f"still wrong: {wrong}"
    return round(time.monotonic() - began, 2)


def test_open_pages_are_right_again_each_time(site, redis_server, shoppers):
    bob, watched = cast.person("Bob Buyer"), cast.product(stock={"S": 5, "M": 500}, title="Watched")
    small = Item.objects.get(product=watched, label="S")
    figures = {}
    with devices(site, bob, watched.get_absolute_url(), watched.get_absolute_url()) as (one, other):
        pages = [one, other]
        right_after(pages)
        for fault in ("killed", "frozen", "emptied"):
            match fault:
                case "killed":
                    redis_server.stop()
                case "frozen":
                    redis_server.freeze()
                case _:
                    redis_server.client().flushall()
            time.sleep(AWAY / 2 if fault != "emptied" else 0)
            cast.paid_order(cast.guest(), (small, 1))
            other.get_by_role("radio", name="M").check()
            other.get_by_role("button", name="Add to cart").click()
            if fault != "emptied":
                time.sleep(AWAY / 2)
                redis_server.recover()
            figures[fault] = right_after(pages)
            assert one.locator("#cart-box .count").get_attribute("data-count") == str(len(figures))
    print_figure("R8", pages="Chromium", right_after_s=figures)
    assert max(figures.values()) <= 10
