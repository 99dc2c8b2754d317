"""A member opens a shop, once, under a name that is free."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.models import Shop
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
ADDRESS = "/desk/open/"


@pytest.fixture
def mallory():
    return cast.person("Mallory New")


@pytest.fixture
def browser(mallory):
    client = Client()
    client.force_login(mallory)
    return client


def test_a_member_opens_a_shop_and_is_led_to_its_desk(browser, mallory):
    answer = browser.post(ADDRESS, {"name": "Café Bärlauch", "blurb": "Pesto."})
    shop = Shop.objects.get()
    assert (shop.owner, shop.name, shop.slug, shop.blurb) == (mallory, "Café Bärlauch", "cafe-barlauch", "Pesto.")
    assert answer["Location"] == reverse("marketplace:seller_products", args=[shop.slug])
    assert browser.get(shop.get_absolute_url()).status_code == 200


def test_a_second_click_opens_no_second_shop(browser):
    for name in ("Pots", "Pots", "Pans"):
        assert browser.post(ADDRESS, {"name": name}).status_code == 302
    assert Shop.objects.get().name == "Pots"


def test_who_owns_a_shop_is_led_to_it(browser, mallory):
    shop = cast.shop(mallory)
    assert browser.get(ADDRESS)["Location"] == reverse("marketplace:seller_products", args=[shop.slug])


def test_the_same_form_twice_at_once_gives_the_same_shop(mallory):
    first, second = (Shop.objects.found(mallory, name="Pots") for _ in range(2))
    assert first == second


def test_staff_of_one_shop_may_open_another(browser, mallory):
    cast.shop().staff.add(mallory)
    browser.post(ADDRESS, {"name": "Pots"})
    assert mallory.shop.name == "Pots"


def test_a_guest_is_asked_to_sign_in():
    assert "/accounts/login/" in Client().get(ADDRESS)["Location"]


@pytest.mark.parametrize("name", ["Pots", "pOTS", "  Pots "])
def test_a_name_is_used_once_in_whatever_case(browser, name):
    cast.shop(name="Pots")
    page = browser.post(ADDRESS, {"name": name})
    assert page.status_code == 422 and "Another shop has this name" in page.content.decode()


@pytest.mark.parametrize("name", ["Admin", "open", "LIVESTALL", "Orders!", "Support"])
def test_words_of_the_market_are_refused(browser, name):
    page = browser.post(ADDRESS, {"name": name})
    assert page.status_code == 422 and "This name is reserved" in page.content.decode()
    assert not Shop.objects.exists()


def test_names_that_look_alike_get_addresses_of_their_own(mallory):
    slugs = [Shop.objects.found(cast.person("A B"), name=name).slug for name in ("Pots & Co", "Pots Co", "鍋", "釜")]
    assert slugs == ["pots-co", "pots-co-2", "stall", "stall-2"]


@pytest.mark.parametrize(
    "form", [{}, {"name": " "}, {"name": "x" * 81}, {"name": "a\0b"}, {"name": "Pots", "blurb": "x" * 301}]
)
def test_what_does_not_fit_is_refused_at_its_field(browser, form):
    page = browser.post(ADDRESS, form)
    assert page.status_code == 422 and "field__error" in page.content.decode()
    assert not Shop.objects.exists()


def test_a_shop_that_was_closed_is_not_opened_anew(browser, mallory):
    cast.shop(mallory, closed_at="2026-01-01T00:00Z")
    page = browser.post(ADDRESS, {"name": "Again"})
    assert page.status_code == 422 and "was closed" in page.content.decode()


def test_the_menu_leads_to_the_stall_or_to_opening_one(browser, mallory):
    def menu():
        return browser.get(reverse("marketplace:profile")).content.decode()

    assert "Open a shop" in menu() and "Your shop" not in menu()
    work = cast.shop()
    work.staff.add(mallory)
    assert f"/desk/{work.slug}/" in menu() and "Open a shop" in menu()
    own = cast.shop(mallory)
    assert f"/desk/{own.slug}/" in menu() and "Your shop" in menu() and "Open a shop" not in menu()
