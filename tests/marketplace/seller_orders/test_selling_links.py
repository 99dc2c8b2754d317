"""Every page links to selling, a seller's product page to its editing; an invitation explains the access of staff."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.models import Mail
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
SEEN = [
    "all orders, with buyers’ names, addresses and email addresses",
    "live carts",
    "the dashboard: sales and views",
]


def part(page: str, tag: str) -> str:
    return page.split(f"<{tag}", 1)[1].split(f"</{tag}>", 1)[0]


@pytest.mark.parametrize("tag", ["header", "footer"])
@pytest.mark.parametrize("path", ["/", "/cart/", "/activity/", "/leaderboard/", "/accounts/login/"])
def test_header_and_footer_lead_a_visitor_to_selling(client, path, tag):
    cast.category()
    shown = part(client.get(path).content.decode(), tag)
    assert f'href="{reverse("marketplace:seller_shop_open")}"' in shown
    assert "Sell on " in shown


def test_a_member_without_a_shop_finds_it_in_the_menu_and_on_the_profile(client):
    client.force_login(cast.person("Bob Buyer"))
    page = client.get("/account/").content.decode()
    for shown in (part(page, "header"), part(page, "main")):
        assert "Open a shop" in shown


def test_the_own_product_offers_edit_and_no_cart(client):
    product = cast.product()
    client.force_login(product.shop.owner)
    page = client.get(product.get_absolute_url()).content.decode()
    assert reverse("marketplace:seller_product", args=[product.shop.slug, product.pk]) in page
    assert "Add to cart" not in page
    assert reverse("carts:add") not in page


@pytest.mark.parametrize("fields", [{"released_at": None}, {"status": "sold"}])
def test_so_do_the_own_drop_and_the_own_sold_product(client, fields):
    product = cast.product(**fields)
    client.force_login(product.shop.owner)
    page = client.get(product.get_absolute_url()).content.decode()
    assert ">Edit</a>" in page
    assert 'class="sizes-panel"' not in page


def test_others_get_the_cart_and_no_edit(client):
    product = cast.product()
    for who in (None, cast.person("Bob Buyer")):
        if who:
            client.force_login(who)
        page = client.get(product.get_absolute_url()).content.decode()
        assert "Add to cart" in page
        assert ">Edit</a>" not in page


def test_the_own_page_follows_its_price(client):
    product = cast.product(price="49.90")
    client.force_login(product.shop.owner)
    page = client.get(product.get_absolute_url()).content.decode()
    assert f'token="stock.{product.pk}:' in page
    assert f'id="heading-{product.pk}"' in page


def test_inviting_and_accepting_say_all_that_staff_see(market):
    alice = market.client("alice")
    asking = alice.get(market.url("seller_staff")).content.decode()
    new = cast.person("Nora New")
    alice.post(market.url("seller_staff"), {"email": new.email})
    mail = Mail.objects.get(to=new.email)
    link = market.shop.invitations.get().url
    accepting = market.client(new).get(link).content.decode()
    for text in (asking, mail.text, accepting):
        for words in SEEN:
            assert words in text


def test_a_stranger_is_asked_to_sign_in_before_opening_a_shop():
    answer = Client().get(reverse("marketplace:seller_shop_open"))
    assert answer["Location"].startswith(reverse("account_login"))
