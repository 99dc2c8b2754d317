"""Every form refuses control characters in single-line fields, names the field, and saves nothing."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from marketplace.gateways.fake import PAYS
from marketplace.models import Order, Product, Shipment, Shop, User
from tests import cast
from tests.marketplace.seller.product_forms import (
    new_product_form,
    new_product_url,
    product_details,
    size_row,
    size_rows,
)
from tests.marketplace.text.hostile_text import BAD_LINES

pytestmark = pytest.mark.django_db
SOME = [BAD_LINES[0], *BAD_LINES[2:4], "Anna\u202e", "\u200b", "\u3164"]
SHIP = [name for name in cast.ADDRESS if name.startswith("ship_")]


@pytest.fixture
def alice():
    return cast.shop().owner


@pytest.fixture
def browser(alice):
    client = Client()
    client.force_login(alice)
    return client


@pytest.mark.parametrize("text", SOME)
def test_sign_up(text):
    form = {"email": f"new{cast.key()}@example.com", "password1": cast.PASSWORD, "display_name": text}
    page = Client().post(reverse("account_signup"), form)
    assert page.status_code == 422 and "display_name" in page.context["form"].errors
    assert not User.objects.filter(email=form["email"])


@pytest.mark.parametrize("field", ["display_name", "city", "region", "country"])
@pytest.mark.parametrize("text", SOME)
def test_profile(browser, alice, field, text):
    page = browser.post(reverse("marketplace:profile"), {"display_name": "Alice", field: text})
    assert page.status_code == 422 and field in page.content.decode()
    assert User.objects.get(pk=alice.pk).display_name == "Alice Seller"


@pytest.mark.parametrize("text", SOME)
def test_a_shop_opened_and_renamed(browser, alice, text):
    mallory = Client()
    mallory.force_login(cast.person("Mallory New"))
    assert mallory.post(reverse("marketplace:seller_shop_open"), {"name": text}).status_code == 422
    page = browser.post(reverse("marketplace:seller_shop", args=[alice.shop.slug]), {"name": text, "blurb": ""})
    assert page.status_code == 422
    assert Shop.objects.get().name.startswith("Shop ")


@pytest.mark.parametrize("field", ["title", "brand", "colour", "sizes-0-label", "sizes-0-sku"])
@pytest.mark.parametrize("text", SOME)
def test_a_product_written_down_and_changed(browser, alice, field, text):
    assert browser.post(new_product_url(alice.shop), new_product_form(**{field: text})).status_code == 422
    assert not Product.objects.exists()
    item = cast.item(in_shop=alice.shop)
    page = reverse("marketplace:seller_product", args=[alice.shop.slug, item.product_id])
    assert browser.post(page, {**product_details(), **size_rows(size_row(item)), field: text}).status_code == 422


@pytest.mark.parametrize("field", ["carrier", "tracking", "reason"])
@pytest.mark.parametrize("text", SOME)
def test_a_parcel_and_a_refund(browser, alice, field, text):
    order = cast.paid_order(cast.guest(), (cast.item(in_shop=alice.shop), 1))
    name = "seller_refund" if field == "reason" else "seller_order_ship"
    form = {"carrier": "Post", "lines": [order.lines.get().pk], "reason": "Torn", field: text}
    page = browser.post(reverse(f"marketplace:{name}", args=[alice.shop.slug, order.number]), form)
    assert page.status_code == 422
    assert not Shipment.objects.exists()


@pytest.mark.parametrize("field", SHIP)
@pytest.mark.parametrize("text", SOME)
def test_where_an_order_goes(field, text):
    bob = cast.person("Bob Buyer")
    order = cast.pending_order(cast.member(bob), (cast.item(), 1))
    client = Client()
    client.force_login(bob)
    form = {**cast.ADDRESS, "key": cast.key(), "method": PAYS, field: text}
    page = client.post(reverse("carts:pay", args=[order.number]), form)
    assert page.status_code == 422 and page.context["form"].errors.keys() == {field}
    assert Order.objects.get().ship_name == ""


@pytest.mark.parametrize("text", SOME)
def test_a_trade_opened_by_page_and_by_command(browser, alice, text):
    form = {"key": cast.key(), "title": text, "price": "10", "quantity": "1", "minutes": "30"}
    assert browser.post(reverse("trading:new"), form).status_code == 422
    with pytest.raises(CommandError, match="--title"):
        call_command("open_trade", f"--seller={alice.email}", "--price=10", f"--title={text}")
    assert not alice.trades_selling.exists()


@pytest.mark.parametrize("text", SOME)
def test_the_admin(text):
    root = User.objects.create_superuser("root@example.com", cast.PASSWORD)
    desk = Client()
    desk.force_login(root)
    shop = cast.shop()
    form = {"name": text, "slug": shop.slug, "owner": shop.owner.pk, "staff": [], "blurb": ""}
    page = desk.post(reverse("admin:marketplace_shop_change", args=[shop.pk]), form)
    assert page.context["adminform"].form.errors.keys() == {"name"}
    person = {"email": shop.owner.email, "display_name": text, "is_active": "on"}
    page = desk.post(reverse("admin:marketplace_user_change", args=[shop.owner.pk]), person)
    assert page.context["adminform"].form.errors.keys() == {"display_name"}
