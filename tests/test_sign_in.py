"""Signing in: one page, with a limit on password guesses, that redirects only within the site."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.models import User
from tests import cast

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "//evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "http://[",
    "http://[::1",
    "/\\evil.example",
]


def test_the_admin_has_no_door_of_its_own(client: Client):
    User.objects.create_superuser("root@example.com", cast.PASSWORD)
    guess = {"username": "root@example.com", "password": cast.PASSWORD}
    answer = client.post(reverse("admin:login"), guess, query_params={"next": "/admin/"})
    assert answer["Location"].startswith(reverse("account_login"))
    assert client.get(reverse("admin:index")).status_code == 302


def test_guesses_are_limited_even_for_the_right_password(client: Client):
    user = cast.person("Bob Buyer")
    for password in [*"123456", cast.PASSWORD]:
        answer = client.post(reverse("account_login"), {"login": user.email, "password": password})
    assert answer.status_code == 422
    assert "Too many failed login attempts" in answer.content.decode()


@pytest.mark.parametrize("place", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(client: Client, place: str):
    user = cast.person("Bob Buyer")
    assert client.get(reverse("account_login"), {"next": place}).status_code == 200
    form = {"login": user.email, "password": cast.PASSWORD, "next": place}
    assert client.post(reverse("account_login"), form)["Location"] == "/"
