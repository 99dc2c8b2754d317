"""No page has an id twice, and what names an element by its id names one that is there: every route, every role."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.page_references import broken_pointers, duplicate_ids, text_fields
from tests.test_access import ROLES, TABLE, Stage

pytestmark = pytest.mark.django_db
PAGE = "<!doctype html>"


def faults_of(answer):
    """Return the faults of one answer; a part of a page may point at what is beside it there."""
    if answer.status_code == 204 or not answer.get("Content-Type", "").startswith("text/html"):
        return []
    html = answer.content.decode()
    return duplicate_ids(html) + (broken_pointers(html) if html.lstrip().lower().startswith(PAGE) else [])


@pytest.mark.parametrize("role", ROLES)
def test_every_route_of_every_role_has_sound_ids(role):
    stage, found, pages = Stage(), {}, 0
    client = stage.client(role)
    for name, (method, _) in TABLE.items():
        answer = getattr(client, method)(stage.url(name), follow=True)
        pages += answer.content[:15].lower() == PAGE.encode()
        if faults := faults_of(answer):
            found[name] = faults
    assert pages > len(TABLE) / 3
    assert found == {}


@pytest.mark.parametrize("role", ["guest", "bob", "alice"])
def test_every_field_for_text_has_an_id_by_which_its_text_is_kept(role):
    stage = Stage()
    client, found, fields = stage.client(role), {}, 0
    for name, (method, _) in TABLE.items():
        answer = getattr(client, method)(stage.url(name), follow=True)
        if answer.get("Content-Type", "").startswith("text/html"):
            texts = text_fields(answer.content.decode())
            fields += len(texts)
            if any("id" not in attrs for attrs in texts):
                found[name] = texts
    assert fields
    assert found == {}


def test_the_admin_has_no_id_twice():
    client, found, looked_at = Stage().client("admin"), {}, 0
    for model in admin.site._registry:
        meta = model._meta
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        for each in [address, *(f"{address}{row.pk}/change/" for row in model._default_manager.all()[:1])]:
            looked_at += 1
            if faults := duplicate_ids(client.get(each, follow=True).content.decode()):
                found[each] = faults
    assert looked_at > len(admin.site._registry)
    assert found == {}
