"""Stages of a cart: active, idle, abandoned, returned or bought, by the database's clock, each end at most once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from carts.abandonment import record_abandoned_carts
from carts.checkout import check_out_cart
from carts.models import Cart
from marketplace.gateways.fake import DECLINES, PAYS
from tests import cast
from tests.carts.browsers import filled
from tests.carts.staff.cart_age import age

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def touched_to_abandoned(cart, touched):
    """Return the seconds between a cart's last change and its abandonment."""
    cart.refresh_from_db()
    assert cart.abandoned_at is not None
    return (cart.abandoned_at - touched).total_seconds()


def stage_of(cart):
    return Cart.objects.with_stage().get(pk=cart.pk).stage


@pytest.mark.parametrize(
    ("minutes", "stage"), [(0, "active"), (9.9, "active"), (10.1, "idle"), (29.9, "idle"), (30.1, "abandoned")]
)
def test_time_alone_decides_and_no_sweep_is_needed(stall, minutes, stage):
    cart = age(filled(cast.guest(), (stall.boots, 1)), minutes)
    assert stage_of(cart) == stage


def test_the_limits_are_settings(stall, settings):
    settings.CART_ACTIVE_MINUTES, settings.CART_ABANDONED_MINUTES = 1, 2
    cart = age(filled(cast.guest(), (stall.boots, 1)), 1.5)
    assert stage_of(cart) == "idle"
    assert stage_of(age(cart, 1)) == "abandoned"


def test_a_sweep_writes_down_abandonment_once(stall):
    cart = age(filled(cast.guest(), (stall.boots, 1)), 31)
    touched = cart.updated_at
    assert record_abandoned_carts() == 1
    assert record_abandoned_carts() == 0
    assert touched_to_abandoned(cart, touched) == 30 * 60
    assert cart.updated_at == touched


def test_a_returning_shopper_recovers_the_cart_once(stall):
    cart = age(filled(cast.guest(), (stall.boots, 1)), 31)
    record_abandoned_carts()
    cart.change(stall.boots.pk, 2)
    cart.refresh_from_db()
    first = cart.recovered_at
    assert first
    age(cart, 45)
    assert record_abandoned_carts() == 0
    cart.change(stall.boots.pk, 3)
    cart.refresh_from_db()
    assert (cart.recovered_at, stage_of(cart)) == (first, "active")


def test_without_a_sweep_coming_back_writes_down_both(stall):
    cart = age(filled(cast.guest(), (stall.boots, 1)), 40)
    touched = cart.updated_at
    cart.add(stall.socks.pk)
    assert touched_to_abandoned(cart, touched) == 30 * 60
    assert cart.recovered_at is not None


def test_an_empty_cart_is_nobodys_loss(stall):
    cart = filled(cast.guest(), (stall.boots, 1))
    cart.empty()
    age(cart, 31)
    assert record_abandoned_carts() == 0
    cart.add(stall.boots.pk)
    cart.refresh_from_db()
    assert (cart.abandoned_at, cart.recovered_at) == (None, None)


def test_closing_an_abandoned_cart_is_no_recovery(stall):
    cart = age(filled(cast.guest(), (stall.boots, 1)), 31)
    record_abandoned_carts()
    cart.close()
    cart.refresh_from_db()
    assert cart.abandoned_at and cart.recovered_at is None


def test_paying_shows_and_a_refused_card_leads_back(stall):
    shopper = cast.guest()
    cart = filled(shopper, (stall.boots, 1))
    order = check_out_cart(shopper, key=cast.key())
    assert stage_of(cart) == "checkout"
    cast.attempt_payment(order, DECLINES)
    assert stage_of(cart) == "active"
    cast.attempt_payment(order, PAYS)
    cart.refresh_from_db()
    assert cart.is_bought


def test_an_expired_checkout_returns_to_the_cart(stall):
    shopper = cast.guest()
    cart = filled(shopper, (stall.boots, 1))
    order = check_out_cart(shopper, key=cast.key())
    type(order).objects.filter(pk=order.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert stage_of(cart) == "active"


def test_a_cart_at_the_checkout_is_not_abandoned(stall):
    shopper = cast.guest()
    cart = filled(shopper, (stall.boots, 1))
    check_out_cart(shopper, key=cast.key())
    age(cart, 31)
    assert record_abandoned_carts() == 0
