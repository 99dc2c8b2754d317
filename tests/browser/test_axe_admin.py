"""Axe finds nothing serious on the admin's lists; their search says in words what it is."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route

from tests import cast
from tests.browser.axe import grave_faults
from tests.carts.pages import filled
from tests.trading import rooms

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ORIGIN = "http://testserver"
SEARCHED = sorted(
    reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
    for model, of in admin.site._registry.items()
    if of.search_fields
)
"""Lists of the admin that can be searched."""


@pytest.fixture
def client() -> Client:
    """A browser of an admin, and something in every list."""
    item = cast.item()
    filled(cast.member(), (item, 1))
    cast.paid(cast.guest(), (item, 1))
    rooms.talked_over()
    client = Client()
    client.force_login(cast.person("Ada Admin", is_staff=True, is_superuser=True))
    return client


def shown(browser: Browser, html: str) -> Page:
    """Return a page with this HTML and the admin's own styles, which the site of these tests is served without."""

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/":
            route.fulfill(body=html, content_type="text/html")
        elif file := path.startswith("/static/") and finders.find(path.removeprefix("/static/")):
            route.fulfill(path=Path(str(file)))
        else:
            route.fulfill(status=404)

    page = browser.new_context().new_page()
    page.route(f"{ORIGIN}/**", answer)
    page.goto(f"{ORIGIN}/")
    return page


@pytest.mark.parametrize("path", SEARCHED)
def test_axe_finds_nothing_serious_in_a_list(client: Client, browser: Browser, path: str):
    page = shown(browser, client.get(f"{path}?q=a").content.decode())
    assert page.locator("#searchbar").evaluate("box => box.labels[0]?.innerText.trim()") == "Search"
    assert grave_faults(page) == []
    page.context.close()
