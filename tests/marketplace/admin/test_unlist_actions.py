"""The admin does not unlist a product during a checkout of its last unit."""

from functools import partial

import pytest

from marketplace.models import Item, Order, OrderLine, Product, SaleFact
from tests import cast
from tests.marketplace.admin.conftest import page_of
from tests.races.test_stale_reads import while_open

pytestmark = pytest.mark.detail


@pytest.mark.django_db
def test_a_mark_is_refused_with_its_reason_while_the_last_unit_is_held(desk):
    item = cast.item(stock=1)
    cast.pending_order(cast.guest(), (item, 1))
    answer = desk.sure("mark_sold", item.product)
    messages = [str(message) for message in desk.get(answer["Location"]).context["messages"]]
    assert any("A shopper is at the checkout with the last one." in line for line in messages)
    assert (Product.objects.get().status, SaleFact.objects.count()) == ("active", 0)


@pytest.mark.django_db(transaction=True)
def test_a_deletion_that_waits_for_a_checkout_finds_the_order(desk):
    item = cast.item(stock=1)
    product = item.product
    delete = partial(desk.post, page_of(product, "delete"), {"post": "yes"})
    _, answer = while_open(lambda: cast.pending_order(cast.guest(), (item, 1)), delete)
    assert answer.status_code in (200, 403), answer
    assert Product.objects.filter(pk=product.pk).exists() and Order.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_deletion_of_several_that_waits_for_a_checkout_leaves_what_was_ordered(desk):
    item, other = cast.item(stock=1), cast.item(stock=1)
    delete = partial(desk.act, "delete_selected", item.product, other.product, post="yes")
    _, answer = while_open(lambda: cast.pending_order(cast.guest(), (item, 1)), delete)
    assert getattr(answer, "status_code", answer) in (200, 302), answer
    assert Item.objects.filter(pk=item.pk).exists() and OrderLine.objects.exists()
