"""For other people an order does not exist, whatever the request."""

import pytest
from django.urls import reverse

from tests import cast
from tests.carts.browsers import PAYS

pytestmark = pytest.mark.django_db

PAGES = ["pay_page", "pay", "extend_hold", "cancel_checkout", "confirm"]


@pytest.fixture
def order(bob):
    bob.send("add", item=cast.item().pk)
    return bob.check_out()


@pytest.mark.parametrize("who", ["guest", "member", "seller", "admin"])
def test_strangers_see_nothing_and_change_nothing(order, mallory, who):
    if who != "guest":
        seller = order.lines.get().shop.owner
        others = {"member": cast.person("Mallory"), "admin": cast.person("Root", is_staff=True, is_superuser=True)}
        mallory.sign_in(others.get(who, seller))
    for name in PAGES:
        url = reverse(f"carts:{name}", args=[order.number])
        fields = {**PAYS, "key": cast.key(), "answer": "yes"}
        for answer in (mallory.get(url, follow=True), mallory.post(url, fields)):
            assert answer.status_code in {404, 405}, name
            # A guest is redirected to the sign-in, and from there back to the same URL, for any order number.
            way_back = f"/accounts/login/?next=/checkout/{order.number}/"
            text = answer.text.replace(way_back, "") if who == "guest" else answer.text
            assert order.number not in text
    order.refresh_from_db()
    assert (order.status, order.renewed_at, order.payments.count()) == ("pending", None, 0)


def test_an_order_that_does_not_exist_looks_the_same(order, mallory):
    for name in PAGES:
        numbers = (order.number, "LS-00000-00000")
        theirs, nobodys = (mallory.post(reverse(f"carts:{name}", args=[number]), PAYS) for number in numbers)
        answers = [answer.text.replace(number, "N") for answer, number in zip((theirs, nobodys), numbers, strict=True)]
        assert (theirs.status_code, answers[0]) == (nobodys.status_code, answers[1])


@pytest.mark.parametrize("number", ["x", "LS-", "%00", "LS-00000-00000'", "..%2f.."])
def test_numbers_of_no_such_shape_are_not_there(mallory, number):
    assert mallory.get(f"/checkout/{number}/").status_code == 404
