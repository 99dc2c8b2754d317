"""A mark that is taken back beside the closing of its shop: nobody deadlocks."""

from unittest.mock import patch

import pytest

from marketplace.accounts.suspension import deactivate_account
from marketplace.models import Product, SaleFact
from tests import cast
from tests.races.threads import run_together, wait_for_blocked_query

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_mark_taken_back_beside_the_closing_of_its_shop_deadlocks_nobody():
    shop = cast.shop()
    marked = cast.product(in_shop=shop)
    marked.mark_sold()
    cast.paid_order(cast.guest(), (cast.item(in_shop=shop), 1))
    lock = Product.locked

    def lock_and_wait(product: Product) -> Product:
        fresh = lock(product)
        wait_for_blocked_query(4)
        return fresh

    with patch.object(Product, "locked", lock_and_wait):
        outcomes = run_together(marked.undo_sold, lambda: deactivate_account(shop.owner, by=None))
    assert outcomes == [None, None]
    marked.refresh_from_db()
    assert marked.status == Product.Status.DRAFT
    assert not SaleFact.objects.by_hand().exists()
