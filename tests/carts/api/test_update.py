"""`POST /api/carts/update`: the shopper's own cart, against the version they saw, at the server's prices."""

import pytest
from django.test import Client

from carts.models import Cart
from tests import cast
from tests.carts.browsers import Browser

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
URL = "/api/carts/update"


def post(browser, items, version, **more):
    wanted = [{"id": item.pk, "quantity": quantity} for item, quantity in items]
    return browser.post(URL, {"items": wanted, "version": version, **more}, content_type="application/json")


def test_items_come_change_and_go(bob):
    boots, socks = cast.item(), cast.item()
    first = post(bob, [(boots, 2)], 0)
    assert (first.status_code, bob.lines) == (200, {boots.pk: 2})
    second = post(bob, [(boots, 1), (socks, 3)], first.json()["cart"]["version"]).json()["cart"]
    assert bob.lines == {boots.pk: 1, socks.pk: 3}
    assert (second["itemCount"], second["sessionId"]) == (4, bob.cart.cart.code)
    third = post(bob, [], second["version"])
    assert (third.status_code, bob.lines) == (200, {})


def test_prices_and_totals_that_are_sent_are_ignored(bob):
    item = cast.item()
    line = {"id": item.pk, "quantity": 1, "price": 0.01, "amount": 0.01}
    payload = bob.post(URL, {"items": [line], "version": 0, "total": 0.01}, content_type="application/json").json()[
        "cart"
    ]
    assert (payload["total"], payload["items"][0]["price"]) == (49.9, 49.9)


def test_an_older_version_is_refused_with_the_cart_as_it_is(bob):
    item = cast.item()
    version = post(bob, [(item, 1)], 0).json()["cart"]["version"]
    bob.send("change", item=item.pk, quantity=5)
    refused = post(bob, [(item, 2)], version)
    assert (refused.status_code, refused.json()["field"]) == (409, "version")
    assert refused.json()["cart"]["items"][0]["quantity"] == 5
    assert bob.lines == {item.pk: 5}
    assert post(bob, [(item, 2)], 0).status_code == 409


def test_nothing_is_changed_where_a_part_is_refused(bob):
    item = cast.item()
    version = post(bob, [(item, 1)], 0).json()["cart"]["version"]
    refused = post(bob, [(item, 3), (cast.item(stock=0), 1)], version)
    assert (refused.status_code, refused.json()["code"]) == (409, "sold_out")
    assert (bob.lines, bob.cart.version) == ({item.pk: 1}, version)


@pytest.mark.parametrize("order", [1, -1])
def test_a_limit_counts_what_is_in_at_the_end_in_whichever_order_it_was_sent(bob, order):
    small, large = cast.product(stock={"S": 9, "L": 9}, limit_per_shopper=2).items.order_by("pk")
    version = post(bob, [(small, 2)], 0).json()["cart"]["version"]
    answer = post(bob, [(small, 1), (large, 1)][::order], version)
    assert (answer.status_code, bob.lines) == (200, {small.pk: 1, large.pk: 1})


def test_an_update_over_the_limit_is_refused_as_a_whole_and_names_its_line(bob):
    small, large = cast.product(stock={"S": 9, "L": 9}, limit_per_shopper=2).items.order_by("pk")
    other = cast.item()
    version = post(bob, [(small, 2), (other, 3)], 0).json()["cart"]["version"]
    refused = post(bob, [(other, 1), (large, 2), (small, 1)], version)
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (
        409,
        "duplicate_item",
        "items.1.id",
    )
    assert (bob.lines, bob.cart.version) == ({small.pk: 2, other.pk: 3}, version)


def test_an_equal_update_changes_nothing(bob):
    item = cast.item()
    version = post(bob, [(item, 1)], 0).json()["cart"]["version"]
    assert post(bob, [(item, 1)], version).json()["cart"]["version"] == version


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "body"),
        (b"[1]", "body"),
        (b"\xff\x00", "body"),
        (b"[" * 100_000, "body"),
        (b'{"version": 0}', "items"),
        (b'{"items": {}, "version": 0}', "items"),
        (b'{"items": [1], "version": 0}', "items.0"),
        (b'{"items": [{"id": "1", "quantity": 1}], "version": 0}', "items.0.id"),
        (b'{"items": [{"id": 1, "quantity": -1}], "version": 0}', "items.0.quantity"),
        (b'{"items": [{"id": 1, "quantity": 1.5}], "version": 0}', "items.0.quantity"),
        (b'{"items": [{"id": 1, "quantity": true}], "version": 0}', "items.0.quantity"),
        (b'{"items": [{"id": 99999999999999999999, "quantity": 1}], "version": 0}', "items.0.id"),
        (b'{"items": []}', "version"),
        (b'{"items": [], "version": "0"}', "version"),
        (b'{"items": [], "version": NaN}', "version"),
    ],
)
def test_invalid_fields_are_named(bob, body, field):
    answer = bob.post(URL, body, content_type="application/json")
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert not Cart.objects.exists()


def test_an_item_twice_and_one_that_is_not_there(bob):
    item = cast.item()
    assert post(bob, [(item, 1), (item, 2)], 0).json()["field"] == "items.1.id"
    line = {"items": [{"id": 987_654, "quantity": 1}], "version": 0}
    unknown = bob.post(URL, line, content_type="application/json")
    assert (unknown.status_code, unknown.json()["field"]) == (400, "items.0.id")


def test_too_much_is_turned_down(bob):
    body = b'{"items": [], "version": 0, "x": "' + b"x" * 300_000 + b'"}'
    assert bob.post(URL, body, content_type="application/json").status_code == 413


def test_without_the_csrf_header_nothing_happens():
    browser = Client(enforce_csrf_checks=True)
    browser.cookies.update(Browser().cookies)
    item = cast.item()
    assert post(browser, [(item, 1)], 0).status_code == 403
    browser.get("/cart/")
    token = browser.cookies["csrftoken"].value
    line = {"items": [{"id": item.pk, "quantity": 1}], "version": 0}
    sent = browser.post(URL, line, content_type="application/json", headers={"X-CSRFToken": token})
    assert sent.status_code == 200


def test_other_carts_cannot_be_addressed(bob, mallory):
    item = cast.item()
    post(bob, [(item, 2)], 0)
    post(mallory, [(item, 9)], 0, sessionId=bob.cart.cart.code)
    assert (bob.lines, mallory.lines) == ({item.pk: 2}, {item.pk: 9})
