"""Purchases, refunds and marks as sold change a seller's counts at once, in both directions."""

import pytest

from leaderboard.models import SellerMonth
from leaderboard.periods import ALL_TIME
from marketplace.accounts.account_deletion import delete_account
from marketplace.models import Product, ProductView
from tests import cast
from tests.leaderboard.sales_and_views import counts, everywhere, view

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def product():
    return cast.product(stock=9)


def test_a_mark_by_hand_counts_one_at_once_and_its_undo_takes_it_away(product):
    product.mark_sold()
    assert counts(product.shop.owner) == counts(product.shop.owner, ALL_TIME) == (1, 0)
    product.undo_sold()
    assert everywhere(product.shop.owner) == {}


def test_paid_lines_count_their_units_for_each_seller(product):
    other = cast.item(stock=5)
    cast.paid_order(cast.guest(), (product.items.get(), 3), (other, 2))
    cast.paid_order(cast.guest(), (product.items.get(), 1))
    assert counts(product.shop.owner) == (4, 0)
    assert counts(other.product.shop.owner) == (2, 0)


def test_an_unpaid_order_counts_nothing(product):
    cast.pending_order(cast.guest(), (product.items.get(), 3))
    assert not SellerMonth.objects.exists()


def test_a_refund_takes_away_its_line_only(product):
    other = cast.item()
    order = cast.paid_order(cast.guest(), (product.items.get(), 3), (other, 2))
    order.refund(order.lines.filter(product=product), by=None)
    assert (counts(product.shop.owner), counts(other.product.shop.owner)) == ((0, 0), (2, 0))


def test_views_of_all_of_a_sellers_products_add_up(product):
    second = cast.product(in_shop=product.shop)
    for viewer in ("v-1", "v-2"):
        ProductView.objects.record(product, viewer)
    ProductView.objects.record(second, "v-1")
    assert counts(product.shop.owner) == counts(product.shop.owner, ALL_TIME) == (0, 3)


def test_a_second_look_of_the_month_does_not_count(product):
    ProductView.objects.record(product, "v-1")
    ProductView.objects.record(product, "v-1")
    today = ProductView.objects.get().day
    view(product, "v-1", today.replace(day=2 if today.day == 1 else 1), is_first=False)
    assert counts(product.shop.owner) == (0, 1)


def test_a_view_survives_the_sale_of_the_product_and_not_its_deletion(product):
    ProductView.objects.record(product, "v-1")
    product.mark_sold()
    assert counts(product.shop.owner) == (1, 1)
    product.items.all().delete()
    Product.objects.get(pk=product.pk).delete()
    assert counts(product.shop.owner) == (1, 0), "the sale is a fact of its seller, the view of the product"


def test_a_status_changed_by_sql_is_no_sale(product):
    Product.objects.filter(pk=product.pk).update(status=Product.Status.SOLD)
    assert not SellerMonth.objects.exists()


def test_a_change_of_owner_moves_nothing(product):
    ProductView.objects.record(product, "v-1")
    product.mark_sold()
    alice, carol = product.shop.owner, cast.person("Carol Next")
    product.shop.owner = carol
    product.shop.save()
    assert (counts(alice), counts(carol)) == ((1, 1), (0, 0))
    product.refresh_from_db()
    product.undo_sold()
    assert (counts(alice), counts(carol)) == ((0, 1), (0, 0))


def test_a_deleted_seller_leaves_the_board(product):
    ProductView.objects.record(product, "v-1")
    cast.paid_order(cast.guest(), (product.items.get(), 2))
    alice = product.shop.owner
    order = alice.sales.get().order_line.order
    order.shipments.create(shop=product.shop, carrier="DHL", tracking="1")
    delete_account(alice)
    assert everywhere(alice) == {}


def test_sales_without_a_seller_do_not_count(product):
    cast.paid_order(cast.guest(), (product.items.get(), 2))
    product.shop.owner.sales.update(seller=None)
    assert not SellerMonth.objects.exists()
