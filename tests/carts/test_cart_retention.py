"""Old closed carts are deleted with their history, and open guest carts that nobody can reach any more."""

from datetime import timedelta

import pytest
from django.db.models import F

from carts.models import Cart, CartEvent, CartUnmasking
from carts.retention import purge_carts
from carts.tasks import purge
from tests import cast
from tests.carts.browsers import filled

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def touched(cart, days):
    Cart.objects.filter(pk=cart.pk).update(updated_at=F("updated_at") - timedelta(days=days))
    return cart


def closed(days, shopper=None):
    cart = filled(shopper or cast.guest(), (cast.item(), 1))
    cart.close()
    return touched(cart, days)


def test_closed_carts_go_with_their_history_and_not_a_day_too_early():
    old, young = closed(91), closed(89)
    purge()
    assert list(Cart.objects.all()) == [young]
    assert set(CartEvent.objects.values_list("cart", flat=True)) == {young.pk}
    assert old.pk != young.pk


def test_the_order_stays_when_its_cart_goes(bob):
    bob.send("add", item=cast.item().pk)
    order = bob.buy()
    touched(order.carts.get(), 91)
    purge()
    order.refresh_from_db()
    assert (order.status, order.carts.count(), order.lines.count()) == ("paid", 0, 1)


def test_an_open_cart_stays_for_as_long_as_its_guest_is_known(settings):
    lost, known = (touched(filled(cast.guest(), (cast.item(), 1)), days) for days in (366, 364))
    member = touched(filled(cast.member(), (cast.item(), 1)), 366)
    purge()
    assert set(Cart.objects.all()) == {known, member}
    settings.VISITOR_COOKIE_DAYS = 1
    purge()
    assert set(Cart.objects.all()) == {member}, "364 days are more than 90"
    assert lost.pk != known.pk


def test_the_record_of_unmasked_names_stays():
    user = cast.person("Bob Buyer")
    cart = filled(cast.member(user), (cast.item(), 1))
    CartUnmasking.objects.unmask(cart, by=cast.person("Sam Staff"), shop=None)
    cart.close()
    touched(cart, 91)
    purge()
    assert (CartUnmasking.objects.get().cart, CartUnmasking.objects.get().code) == (None, cart.code)


def test_it_works_in_batches_and_says_how_many_went():
    for _ in range(5):
        closed(91)
    assert purge_carts(batch=2) == 5
    assert purge_carts(batch=2) == 0
