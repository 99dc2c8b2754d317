"""A burst of cart changes sends a staff page only the newest rows, at most one page of them."""

import re

import pytest

from carts.models import Cart
from carts.staff.live_rows import render_rows
from tests import cast
from tests.carts.browsers import filled
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def test_the_newest_rows_are_sent_and_of_others_that_they_leave(stall, settings):
    settings.CARTS_PER_PAGE = 2
    carts = [filled(cast.guest(), (stall.boots, 1)) for _ in range(4)]
    html = render_rows(str(stall.shop.pk), [cart.name.hex for cart in carts])
    assert html is not None
    assert re.findall(r'class="live-cart" id="cart-([\dA-F-]+)"', normalize_html(html)) == [
        cart.code for cart in carts[2:]
    ]
    assert sorted(re.findall(r'id="cart-([\dA-F-]+)"[^>]*data-gone', html)) == sorted(cart.code for cart in carts[:2])


def test_what_is_not_built_any_more_takes_no_place_among_them(stall, settings):
    settings.CARTS_PER_PAGE = 2
    carts = [filled(cast.guest(), (stall.boots, 1)) for _ in range(3)]
    carts[2].close()
    html = render_rows(str(stall.shop.pk), [cart.name.hex for cart in Cart.objects.all()])
    assert html is not None
    assert re.findall(r'class="live-cart" id="cart-([\dA-F-]+)"', normalize_html(html)) == [
        cart.code for cart in carts[:2]
    ]
