"""No filter or search says "(optional)" over its fields: all of them are."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.whole_site import WholeSite

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def whole_site():
    return WholeSite()


def client_of(whole_site, role):
    client = Client()
    if role != "guest":
        client.force_login(whole_site.people[role])
    return client


def test_no_form_that_only_looks_says_optional(whole_site):
    clients = {role: client_of(whole_site, role) for role in ("guest", *whole_site.people)}
    searched, found = set(), set()
    for role, path in whole_site.pages():
        html = clients[role].get(path, follow=True).content.decode()
        for form in re.findall(r'<form\b[^>]*method="get".*?</form>', html, re.DOTALL):
            searched.add(path)
            if "(optional)" in form:
                found.add(path)
    assert len(searched) > 10
    assert found == set()


def test_a_form_that_is_kept_still_says_optional(whole_site):
    page = client_of(whole_site, "bob").get(reverse("marketplace:profile")).content.decode()
    assert "(optional)" in page
