"""No admin page scrolls sideways on a phone, even with the longest text in every field."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.utils import quote
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from tests.browser.admin_pages import put_html, show_html
from tests.browser.test_nothing_scrolls_sideways import PHONE, WIDER
from tests.whole_site import WholeSite

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WIDE = "W" * 5000
BROKEN_NUMBERS = """() => {
  const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!/^\\s*(LS|TR)-\\w{5}-\\w{5}\\s*$/.test(text.data) || !text.parentElement.closest("td, th")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    if (new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size > 1) found.push(text.data.trim());
  }
  return found;
}"""
CUT_OFF = """() => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, a.button")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
  .filter((one) => !one.closest("#changelist-form .results, .inline-group .tabular"))
  .map((one) => `${one.localName}#${one.id}`)"""


@pytest.fixture
def whole_site(transactional_db: None) -> WholeSite:
    whole_site = WholeSite()
    whole_site.fill(WIDE)
    whole_site.lengthen_addresses()
    return whole_site


def pages(whole_site: WholeSite, client: Client) -> Iterator[tuple[str, str]]:
    """Yield the name and the HTML of every page of the admin, with the texts of people in it."""
    for name in ("index", "password_change", "password_change_done"):
        yield from opened(client, reverse(f"admin:{name}"))
    for label in {model._meta.app_label for model in admin.site._registry}:
        yield from opened(client, reverse("admin:app_list", args=[label]))
    for model, of in admin.site._registry.items():
        yield from pages_of(client, model, of, whole_site.people["admin"])


def pages_of(client: Client, model: type[Model], of: Any, user: Any) -> Iterator[tuple[str, str]]:
    """Yield the pages of one model: its lists, those of one row, and those that ask before something is done."""
    stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    every = reverse(f"{stem}_changelist")
    yield from opened(client, every)
    if of.search_fields:
        yield from opened(client, f"{every}?q={'W' * 120}")
    yield from opened(client, reverse(f"{stem}_add"))
    row: Any = model._default_manager.order_by("pk").first()
    if row is None:
        return
    LogEntry.objects.create(
        user=user,
        content_type=get_content_type_for_model(row),
        object_id=row.pk,
        object_repr=WIDE[:200],
        action_flag=CHANGE,
        change_message=WIDE[:500],
    )
    for page in ("change", "delete", "history"):
        yield from opened(client, reverse(f"{stem}_{page}", args=[quote(row.pk)]))
    if model._meta.label == "marketplace.Order":
        yield from opened(client, reverse(f"{stem}_refund", args=[row.pk]))
    for action in offered(client, every):
        # Such a page asks whether it is meant; an action that does not ask leads back to the list.
        sent = {"action": action, "_selected_action": [row.pk], "index": "0"}
        yield from opened(client, every, sent)


def offered(client: Client, path: str) -> list[str]:
    """Return the actions that a list offers."""
    html = client.get(path).content.decode()
    return re.findall(r'<option value="(\w+)"', html.partition('name="action"')[2].partition("</select>")[0])


def opened(client: Client, path: str, sent: dict[str, Any] | None = None) -> Iterator[tuple[str, str]]:
    """Yield a page that can be opened."""
    answer = client.get(path) if sent is None else client.post(path, sent, follow=True)
    if answer.status_code == 403:
        return
    assert answer.status_code == 200, (path, answer.status_code)
    yield f"{path} {sent['action'] if sent else ''}", answer.content.decode()


def test_no_page_of_the_admin_scrolls_sideways(whole_site: WholeSite, browser: Browser):
    client = Client()
    client.force_login(whole_site.people["admin"])
    page = show_html(browser, "", width=PHONE)
    found, seen = [], set()
    for name, html in pages(whole_site, client):
        put_html(page, html)
        seen.add(name)
        wider, where = page.evaluate(WIDER)
        if wider > 0:
            found.append(f"{name}: {wider} px by {where}")
        found += [f"{name}: {number} breaks" for number in page.evaluate(BROKEN_NUMBERS)]
        found += [f"{name}: {control} is cut off" for control in page.evaluate(CUT_OFF)]
    assert len(seen) > 150
    assert not found, "\n".join(found)
    page.context.close()
