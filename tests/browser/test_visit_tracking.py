"""A page reports its visit and each product looked at for a second: once, and only while visible."""

import pytest

from marketplace.models import ProductView, Visit
from tests import cast
from tests.browser.conftest import Visit as Open
from tests.faults.polling import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_a_product_view_and_a_visit_are_reported_once(visit: Open):
    product = cast.product()
    page = visit("/", user_agent=PERSON)
    wait_until(lambda: Visit.objects.count() == 1, 5)
    for _ in range(2):
        page.goto(product.get_absolute_url())
        page.wait_for_timeout(1500)
    assert (ProductView.objects.count(), Visit.objects.count()) == (1, 1)


def test_a_page_left_at_once_reports_no_view(visit: Open):
    product = cast.product()
    page = visit(product.get_absolute_url(), user_agent=PERSON)
    page.goto("/cart/")
    page.wait_for_timeout(1500)
    assert not ProductView.objects.exists()
