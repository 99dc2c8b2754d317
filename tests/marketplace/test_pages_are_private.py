"""Pages show one shopper's cart and hand out one visitor's cookie: no cache may give them to somebody else."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast

pytestmark = pytest.mark.django_db
PAGES = ["marketplace:home", "activity:list", "account_reset_password"]


@pytest.mark.parametrize("name", PAGES)
def test_a_guests_page_stays_in_the_guests_browser(client: Client, name: str):
    page = client.get(reverse(name))
    assert {"private", "no-cache"} <= set(page["Cache-Control"].split(", "))
    assert "Cookie" in page["Vary"]


@pytest.mark.parametrize("name", PAGES)
def test_a_members_page_is_kept_nowhere(client: Client, name: str):
    client.force_login(cast.person("Bob Buyer"))
    assert "no-store" in client.get(reverse(name))["Cache-Control"]


def test_also_where_nothing_is_found(client: Client):
    assert "private" in client.get("/products/nothing/")["Cache-Control"]
