"""Amounts are typed as people write them: with a decimal point or comma, and with digits in groups."""

from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from marketplace.models import Product
from marketplace.money.fields import PriceField
from tests import cast
from tests.marketplace.seller.product_forms import product_details, product_url, size_row, size_rows

pytestmark = pytest.mark.django_db
TYPED = [
    ("90.50", "90.50"),
    ("90,50", "90.50"),
    ("90,5", "90.50"),
    (" 90,50 ", "90.50"),
    ("1,249.90", "1249.90"),
    ("1.249,90", "1249.90"),
    ("1 249,90", "1249.90"),
    ("1 249.90", "1249.90"),
    ("1\u202f249,90", "1249.90"),
    ("1\u00a0249,90", "1249.90"),
    ("1'249.90", "1249.90"),
    ("1’249.90", "1249.90"),
    ("1,249", "1249.00"),
    ("1,249,000", "1249000.00"),
    ("1.249.000", "1249000.00"),
    ("1.249.000,50", "1249000.50"),
    ("1,24,900.50", "124900.50"),
    ("٩٠٫٥٠", "90.50"),
]
WRONG = [
    "1.249",
    "1,2,3",
    "1.2.3",
    "1,24.90",
    "12 34,50",
    "9,0,50",
    "90,",
    ",",
    "1.249,90.00",
    "zero",
    "0,00",
    "-90,50",
    "NaN",
]


@pytest.mark.parametrize(("typed", "meant"), TYPED)
def test_an_amount_is_understood(typed, meant):
    assert str(PriceField().clean(typed)) == meant


@pytest.mark.parametrize("typed", WRONG)
def test_what_could_mean_something_else_is_refused(typed):
    with pytest.raises(ValidationError):
        PriceField().clean(typed)


def test_three_decimals_or_a_group_of_three_is_not_guessed(settings):
    settings.CURRENCY = "KWD"
    assert PriceField().clean("1.249") == Decimal("1.249")
    assert PriceField().clean("1249,500") == Decimal("1249.500")
    with pytest.raises(ValidationError, match="without a thousands separator"):
        PriceField().clean("1,249")


def all_forms(kind: Any = forms.BaseForm) -> set[Any]:
    """Return all form classes of the site that are loaded."""
    apps = {"carts", "marketplace", "trading", "activity", "leaderboard", "config"}
    found = kind.__subclasses__()
    return {each for each in found if each.__module__.split(".")[0] in apps}.union(*map(all_forms, found))


def test_no_form_asks_for_an_amount_in_another_way():
    for module in (
        "carts.staff.filters",
        "carts.forms",
        "marketplace.catalogue.filters",
        "marketplace.forms",
        "trading.forms",
    ):
        import_module(module)
    visible = [
        (each.__name__, name, field)
        for each in all_forms()
        for name, field in getattr(each, "base_fields", {}).items()
        if isinstance(field, (forms.DecimalField, forms.FloatField)) and not field.widget.is_hidden
    ]
    assert len(visible) >= 6
    for form, name, field in visible:
        assert isinstance(field, PriceField), (form, name)
        assert (field.widget.input_type, field.widget.attrs.get("inputmode")) == ("text", "decimal"), (form, name)


def test_a_price_is_listed_with_a_comma_and_shown_as_a_text(client):
    product = cast.product(price="90.50")
    client.force_login(product.shop.owner)
    page = client.get(product_url(product)).content.decode()
    box = page.split('name="price"', 1)[0].rsplit("<input", 1)[1] + page.split('name="price"', 1)[1].split(">", 1)[0]
    assert 'type="text"' in box
    assert 'inputmode="decimal"' in box
    assert 'value="90.50"' in box
    sent = {**product_details(price="1.249,90"), **size_rows(size_row(product.items.get()))}
    assert client.post(product_url(product), sent).status_code == 302
    assert str(Product.objects.get().price) == "1249.90"


def test_the_catalogue_is_filtered_with_a_comma(client):
    cheap, dear = cast.product(price="90.49"), cast.product(price="90.50")
    page = client.get(f"{cheap.category.get_absolute_url()}?least=90,50").content.decode()
    assert dear.title in page
    assert f">{cheap.title}<" not in page


def test_an_offer_is_made_with_a_comma(client):
    product = cast.product(price="1249.90")
    client.force_login(cast.person("Bob Buyer"))
    sent = {"item": product.items.get().pk, "price": "1.200,50", "quantity": 1, "minutes": 30}
    answer = client.post(reverse("trading:offer", args=[product.slug]), sent, follow=True)
    assert "€1,200.50" in answer.content.decode()


def test_live_carts_are_found_with_a_comma(client):
    shop = cast.shop()
    client.force_login(shop.owner)
    page = client.get(reverse("carts:shop_carts", args=[shop.slug]), {"least": "90,50"})
    assert page.status_code == 200
    assert page.context["form"].cleaned_data["least"] == Decimal("90.50")


def test_the_admin_takes_a_comma(admin_client):
    product = cast.product()
    url = reverse("admin:marketplace_product_change", args=[product.pk])
    form = admin_client.get(url).context["adminform"].form
    assert isinstance(form.fields["price"], PriceField)
    assert form.fields["price"].clean("90,50") == Decimal("90.50")


@pytest.mark.parametrize("quantity", ["1,5", "1.0", "1,000", "1 000"])
def test_json_stays_strict(client, quantity):
    item = cast.item()
    client.get("/")
    body = {"items": [{"id": item.pk, "quantity": quantity}], "version": 0}
    answer = client.post("/api/carts/update", body, content_type="application/json")
    assert answer.status_code == 400
