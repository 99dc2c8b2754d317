"""Axe finds no serious problem on the admin's lists; their search fields have a text label."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from tests import cast
from tests.browser.admin_pages import show_html
from tests.browser.axe import grave_faults
from tests.carts.browsers import filled
from tests.trading import rooms

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
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
    cast.paid_order(cast.guest(), (item, 1))
    rooms.talked_over()
    client = Client()
    client.force_login(cast.person("Ada Admin", is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("path", SEARCHED)
def test_axe_finds_nothing_serious_in_a_list(client: Client, browser: Browser, path: str):
    page = show_html(browser, client.get(f"{path}?q=a").content.decode())
    assert page.locator("#searchbar").evaluate("box => box.labels[0]?.innerText.trim()") == "Search"
    assert grave_faults(page) == []
    page.context.close()
