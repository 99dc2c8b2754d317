"""Marked as sold, sold out, restocked, undone: the effect of each on the status and on sale facts."""

import pytest

from marketplace.errors import Refused
from marketplace.models import Item, Product, SaleFact
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return cast.product(price="30.00", stock=3)


def now(product):
    return Product.objects.get(pk=product.pk)


def test_marking_writes_one_sale_of_the_owner(product):
    product.mark_sold()
    assert (now(product).status, now(product).is_marked_sold) == (Product.Status.SOLD, True)
    sale = SaleFact.objects.get()
    assert (sale.seller, sale.quantity, sale.amount, sale.order_line) == (product.shop.owner, 1, product.price, None)


def test_undo_takes_that_sale_back_when_it_was_made(product):
    product.mark_sold()
    product.undo_sold()
    sale, back = SaleFact.objects.order_by("pk")
    assert (back.reverses, back.quantity, back.sold_at) == (sale, -1, sale.sold_at)
    assert (now(product).status, now(product).sold_at) == (Product.Status.ACTIVE, None)


def test_a_second_mark_counts_again_and_its_undo_takes_back_only_that_one(product):
    product.mark_sold()
    Product.objects.filter(pk=product.pk).update(status=Product.Status.ACTIVE)
    now(product).mark_sold()
    now(product).undo_sold()
    assert SaleFact.objects.by_hand().count() == 1


@pytest.mark.parametrize("verb", ["mark_sold", "undo_sold"])
def test_each_verb_works_once(product, verb):
    product.mark_sold()
    if verb == "undo_sold":
        product.undo_sold()
    with pytest.raises(Refused):
        getattr(product, verb)()


def test_a_draft_is_not_marked():
    draft = cast.product(status=Product.Status.DRAFT)
    with pytest.raises(Refused):
        draft.mark_sold()
    assert not SaleFact.objects.exists()


def test_the_last_unit_sells_the_product_without_another_fact_and_that_has_no_undo(product):
    cast.paid_order(cast.guest(), (product.items.get(), 3))
    assert (now(product).status, SaleFact.objects.count()) == (Product.Status.SOLD, 1)
    with pytest.raises(Refused):
        now(product).undo_sold()


def test_a_restock_opens_what_sold_out_by_itself(product):
    cast.paid_order(cast.guest(), (product.items.get(), 3))
    product.items.get().restock(5, expected=0)
    assert (now(product).status, Item.objects.get().on_hand) == (Product.Status.ACTIVE, 5)
    assert SaleFact.objects.count() == 1


def test_a_restock_never_undoes_a_mark_by_hand(product):
    product.mark_sold()
    product.items.get().restock(9, expected=3)
    assert now(product).status == Product.Status.SOLD


def test_a_count_that_began_before_a_sale_is_refused(product):
    cast.paid_order(cast.guest(), (product.items.get(), 1))
    with pytest.raises(Refused, match="The stock is now 2"):
        product.items.get().restock(10, expected=3)
    assert Item.objects.get().on_hand == 2


def test_fewer_than_none_are_refused(product):
    with pytest.raises(Refused):
        product.items.get().restock(-1, expected=3)


def test_a_status_set_by_sql_is_no_fact(product):
    Product.objects.filter(pk=product.pk).update(status=Product.Status.SOLD)
    assert now(product).sold_at
    assert not SaleFact.objects.exists()
    with pytest.raises(Refused):
        now(product).undo_sold()
