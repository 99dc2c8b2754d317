"""No page has duplicate ids or references to missing elements: every route, every role."""

from functools import cache

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.page_references import find_broken_pointers, find_duplicate_ids, find_text_fields
from tests.test_access import ACCESS, ROLES, Stage

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
PAGE = "<!doctype html>"


@cache
def shown_to(role: str) -> dict[str, str]:
    """Return the HTML that every route ends at for a role; fetched once, for several tests read it."""
    stage, shown = Stage(), {}
    client = stage.client(role)
    for name, (method, _) in ACCESS.items():
        answer = getattr(client, method)(stage.url(name), follow=True)
        if answer.status_code != 204 and answer.get("Content-Type", "").startswith("text/html"):
            shown[name] = answer.content.decode()
    return shown


def faults_of(html):
    """Return the errors of one response; a partial may refer to elements of its page."""
    return find_duplicate_ids(html) + (find_broken_pointers(html) if html.lstrip().lower().startswith(PAGE) else [])


@pytest.mark.parametrize("role", ROLES)
def test_every_route_of_every_role_has_sound_ids(role):
    shown = shown_to(role)
    assert sum(html[:15].lower() == PAGE for html in shown.values()) > len(ACCESS) / 3
    found = {name: faults_of(html) for name, html in shown.items()}
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.parametrize("role", ["guest", "bob", "alice"])
def test_every_field_for_text_has_an_id_by_which_its_text_is_kept(role):
    fields = {name: find_text_fields(html) for name, html in shown_to(role).items()}
    assert any(fields.values())
    assert {name: texts for name, texts in fields.items() if any("id" not in attrs for attrs in texts)} == {}


def test_the_admin_has_no_id_twice():
    client, found, looked_at = Stage().client("admin"), {}, 0
    for model in admin.site._registry:
        meta = model._meta
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        for each in [address, *(f"{address}{row.pk}/change/" for row in model._default_manager.all()[:1])]:
            looked_at += 1
            if faults := find_duplicate_ids(client.get(each, follow=True).content.decode()):
                found[each] = faults
    assert looked_at > len(admin.site._registry)
    assert found == {}
