"""No filter or search says "(optional)" over its fields: all of them are."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.whole_site import WholeSite

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def everywhere():
    return WholeSite()


def client_of(everywhere, role):
    client = Client()
    if role != "guest":
        client.force_login(everywhere.people[role])
    return client


def test_no_form_that_only_looks_says_optional(everywhere):
    clients = {role: client_of(everywhere, role) for role in ("guest", *everywhere.people)}
    searched, found = set(), set()
    for role, path in everywhere.pages():
        html = clients[role].get(path, follow=True).content.decode()
        for form in re.findall(r'<form\b[^>]*method="get".*?</form>', html, re.DOTALL):
            searched.add(path)
            if "(optional)" in form:
                found.add(path)
    assert len(searched) > 10
    assert found == set()


def test_a_form_that_is_kept_still_says_optional(everywhere):
    page = client_of(everywhere, "bob").get(reverse("marketplace:profile")).content.decode()
    assert "(optional)" in page
