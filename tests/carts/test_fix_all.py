"""One click fixes all problems of a kind: new prices, reduced quantities, unavailable lines."""

from decimal import Decimal

import pytest

from carts.models import Cart, CartEvent
from marketplace.models import Item, Product
from tests import cast
from tests.carts.browsers import Browser, text

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def bob():
    return Browser()


@pytest.fixture
def sizes(bob):
    """Two sizes of one product in Bob's cart."""
    sizes = list(cast.product(stock={"S": 9, "M": 9}, price=Decimal("10.00")).items.all())
    for size in sizes:
        bob.send("add", item=size.pk, quantity=3)
    return sizes


def shown(bob) -> dict[str, list[str]]:
    """Return the fields of the form that says yes to all new prices."""
    page = bob.get("/cart/").content.decode()
    form = page.split('action="/cart/agree-all/"')[1].split("</form>")[0]
    return {
        name: [part.split('"')[0] for part in form.split(f'name="{name}" value="')[1:]] for name in ("item", "price")
    }


def test_one_consent_covers_every_raised_size(bob, sizes):
    Product.objects.update(price="12.50")
    assert bob.post("/cart/agree-all/", shown(bob)).status_code == 302
    assert {line.price_seen for line in bob.cart.lines} == {Decimal("12.50")}
    assert bob.check_out().total == Decimal("75.00")
    assert CartEvent.objects.filter(kind="agreed").values("version").distinct().count() == 1


def test_a_yes_is_to_the_prices_that_were_shown_and_to_all_of_them_or_none(bob, sizes):
    Product.objects.update(price="12.50")
    fields = shown(bob)
    Product.objects.update(price="15.00")
    answer = bob.post("/cart/agree-all/", fields)
    assert answer.status_code == 409
    assert "€15.00" in text(answer)
    assert {line.price_seen for line in bob.cart.lines} == {Decimal("10.00")}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"item": ["1"]},
        {"item": ["x"], "price": ["1"]},
        {"item": ["1", "2"], "price": ["1.00"]},
        {"item": ["1"], "price": ["NaN"]},
        {"item": ["9" * 30], "price": ["1.00"]},
        {"item": ["1"] * 400, "price": ["1.00"] * 400},
    ],
)
def test_a_yes_that_makes_no_sense_is_refused(bob, sizes, fields):
    Product.objects.update(price="12.50")
    assert bob.post("/cart/agree-all/", fields).status_code in (400, 404, 422)
    assert {line.price_seen for line in bob.cart.lines} == {Decimal("10.00")}


def test_the_ones_left_are_taken_with_one_click(bob, sizes):
    small, middle = sizes
    Item.objects.filter(pk=small.pk).update(on_hand=2)
    Item.objects.filter(pk=middle.pk).update(on_hand=1)
    assert "Use the quantities left" in text(bob.get("/cart/"))
    assert bob.post("/cart/take-left/").status_code == 302
    assert bob.lines == {small.pk: 2, middle.pk: 1}
    assert bob.cart.readiness.is_ready


def test_sold_out_lines_are_removed_with_one_click_and_restored_with_another(bob, sizes):
    small, middle = sizes
    other = cast.item()
    bob.send("add", item=other.pk)
    Item.objects.filter(pk__in=[small.pk, middle.pk]).update(on_hand=0)
    assert "Remove sold-out items" in text(bob.get("/cart/"))
    assert bob.post("/cart/remove-gone/").status_code == 302
    assert bob.lines == {other.pk: 1}
    bob.send("undo", version=Cart.objects.get().version)
    assert bob.lines.keys() == {small.pk, middle.pk, other.pk}


def test_taking_and_removing_leave_everything_else_as_it_is(bob, sizes):
    Product.objects.update(price="12.50")
    bob.post("/cart/take-left/")
    bob.post("/cart/remove-gone/")
    assert set(bob.lines.values()) == {3}
    assert {line.price_seen for line in bob.cart.lines} == {Decimal("10.00")}


def test_the_buttons_answer_htmx_with_the_cart(bob, sizes):
    Item.objects.update(on_hand=1)
    for path in ("/cart/take-left/", "/cart/remove-gone/"):
        headers = {"HX-Request": "true", "HX-Target": "cart", "HX-Current-URL": "http://testserver/cart/"}
        answer = bob.post(path, headers=headers)
        assert (answer.status_code, 'id="cart"' in answer.content.decode()) == (200, True)


def test_a_cart_that_is_in_order_offers_none_of_them(bob, sizes):
    page = text(bob.get("/cart/"))
    for words in ("all new prices", "Use the quantities left", "Remove sold-out", "Remove unavailable"):
        assert words not in page
