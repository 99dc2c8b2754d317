"""The error of a field appears once, at the field; the summary links there."""

import pytest

from tests import cast
from tests.trading.conftest import Browser

pytestmark = pytest.mark.detail


@pytest.mark.parametrize("field", ["price", "quantity"])
def test_a_refused_counter_offer_says_the_reason_once(room, bob, field):
    sent = {"version": 1, "price": "80", "quantity": 5, field: "0"}
    answer = bob.take("counter", **sent)
    page = answer.content.decode()
    (reason,) = answer.context["refused_form"].errors[field]
    assert page.count(str(reason)) == 1
    assert f'<a href="#counter-{field}">' in page


def test_a_refused_offer_says_the_reason_once(bob):
    product = cast.product()
    form = {"item": product.items.get().pk, "price": "x", "quantity": 1, "minutes": 30}
    answer = bob.client.post(f"/trades/offer/{product.slug}/", form)
    (reason,) = answer.context["form"].errors["price"]
    assert answer.content.decode().count(str(reason)) == 1


def test_where_the_field_is_not_on_the_page_the_summary_says_it(room):
    answer = Browser(room.bob, room).take("amend", version=1, price="0", quantity=5)
    (reason,) = answer.context["refused_form"].errors["price"]
    assert str(reason) in answer.content.decode()
