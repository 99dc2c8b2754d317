"""Links in mails and for copying use the first of the site's origins, independent of the request's `Host`."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.models import Mail
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
HOME = "https://shop.example"
HOSTS = ["localhost:6666", "localhost", "www.shop.example"]
LINK = re.compile(r"https?://[^\s\"'<>]+")


@pytest.fixture(params=HOSTS)
def browser(request, settings):
    settings.SITE_ORIGINS = [HOME, "http://localhost:8000", "https://www.shop.example"]
    settings.ALLOWED_HOSTS = ["shop.example", "localhost", "www.shop.example"]
    return Client(HTTP_HOST=request.param)


def lead_home(text: str) -> bool:
    """Tell whether there are links, and all of them lead to the site's first origin."""
    links = LINK.findall(text)
    return bool(links) and all(link.startswith(f"{HOME}/") for link in links)


def test_a_reset_link(browser):
    bob = cast.person("Bob Buyer")
    browser.post(reverse("account_reset_password"), {"email": bob.email})
    assert lead_home(Mail.objects.get(to=bob.email).text)


def test_a_link_for_an_address_without_an_account(browser):
    browser.post(reverse("account_reset_password"), {"email": "nobody@example.com"})
    assert lead_home(Mail.objects.get(to="nobody@example.com").text)


def test_the_link_that_proves_a_new_address(browser):
    form = {"email": "wanda@example.com", "password1": "correct horse battery", "display_name": "Wanda Walker"}
    browser.post(reverse("account_signup"), form)
    assert lead_home(Mail.objects.get(to="wanda@example.com").text)


def test_a_sign_up_with_an_address_that_has_an_account(browser):
    bob = cast.person("Bob Buyer")
    form = {"email": bob.email, "password1": "correct horse battery", "display_name": "Bob Buyer"}
    browser.post(reverse("account_signup"), form)
    assert lead_home(Mail.objects.get(to=bob.email).text)


def test_the_link_that_proves_a_changed_address(browser):
    bob = cast.person("Bob Buyer")
    browser.force_login(bob)
    browser.post(reverse("account_email"), {"email": "robert@example.com", "action_add": ""})
    assert lead_home(Mail.objects.get(to="robert@example.com").text)


def test_maps_for_search_engines(browser):
    cast.product()
    for page in ("/sitemap.xml", "/sitemap-products.xml", "/sitemap-shops.xml", "/sitemap-categories.xml"):
        text = (
            browser.get(page).content.decode().replace("http://www.sitemaps.org", "").replace("http://www.w3.org", "")
        )
        assert lead_home(text), page


def test_the_link_into_a_room(browser):
    alice = cast.shop().owner
    browser.force_login(alice)
    form = {"title": "Five crates", "price": "100.00", "quantity": 5, "minutes": 30, "key": cast.key()}
    page = browser.post(reverse("trading:new"), form, follow=True).content.decode()
    assert set(re.findall(r"(https?://[^/\s\"'<>]+)/trades/join/", page)) == {HOME}
