"""The owner gives the shop another name and blurb; its address stays."""

import pytest

from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def save(market, **fields):
    return market.client("alice").post(market.url("seller_shop"), fields)


def test_name_and_blurb_change_and_the_address_stays(market):
    slug = market.shop.slug
    assert save(market, name="Boots & Bits", blurb="Small things.").status_code == 302
    market.shop.refresh_from_db()
    assert (market.shop.name, market.shop.blurb, market.shop.slug) == ("Boots & Bits", "Small things.", slug)


def test_its_own_name_may_be_saved_again(market):
    assert save(market, name=market.shop.name.upper()).status_code == 302


@pytest.mark.parametrize("fields", [{}, {"name": "x" * 81}, {"name": "a\0b"}, {"name": "Admin"}, {"name": "Taken"}])
def test_what_does_not_fit_is_refused_and_the_page_keeps_the_old_name(market, fields):
    cast.shop(name="Taken")
    page = save(market, **fields)
    assert page.status_code == 422 and "field__error" in page.content.decode()
    assert f"<span>{market.shop.name}</span>" in page.content.decode()
    before = market.shop.name
    market.shop.refresh_from_db()
    assert market.shop.name == before
