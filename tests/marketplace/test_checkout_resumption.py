"""The same checkout form gives the same order; a checkout under way is resumed or replaced."""

from datetime import timedelta

import pytest
from django.utils import timezone

from marketplace.accounts.visitors import Shopper
from marketplace.errors import KeyReused, Refused
from marketplace.gateways.fake import CONFIRMS
from marketplace.models import Hold, Order
from marketplace.orders.checkout import check_out_items
from tests import cast

pytestmark = pytest.mark.django_db


def test_the_same_key_gives_the_same_order_even_after_it_expired():
    bob, item, key = cast.guest(), cast.item(), cast.key()
    first = check_out_items(bob, [(item.pk, 1)], key=key)
    Order.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    Order.objects.expire_due()
    again = check_out_items(bob, [(item.pk, 1)], key=key)
    assert again == first
    assert again.status == Order.Status.EXPIRED


def test_the_same_key_with_other_content_is_refused():
    bob, item, key = cast.guest(), cast.item(), cast.key()
    check_out_items(bob, [(item.pk, 1)], key=key)
    with pytest.raises(KeyReused):
        check_out_items(bob, [(item.pk, 2)], key=key)


def test_a_form_sent_while_another_checkout_is_being_paid_leads_there_every_time():
    bob, item, other, key = cast.guest(), cast.item(), cast.item(), cast.key()
    paying = cast.pending_order(bob, (item, 1))
    cast.attempt_payment(paying, CONFIRMS)
    assert check_out_items(bob, [(other.pk, 1)], key=key) == paying
    assert check_out_items(bob, [(other.pk, 1)], key=key) == paying


def test_a_guests_checkout_is_resumed_after_signing_in_every_time():
    item, visitor, key = cast.item(), cast.guest(), cast.key()
    begun = cast.pending_order(visitor, (item, 1))
    bob = Shopper(cast.person("Bob Buyer"), visitor.visitor)
    assert check_out_items(bob, [(item.pk, 1)], key=key) == begun
    assert check_out_items(bob, [(item.pk, 1)], key=key) == begun


def test_a_guests_checkout_is_in_nobodys_way_once_its_owner_signed_in():
    last, other, visitor = cast.item(stock=1), cast.item(), cast.guest()
    user = cast.person("Bob Buyer")
    begun = cast.pending_order(visitor, (last, 1))
    cast.pending_order(cast.member(user), (other, 1))
    order = cast.pending_order(Shopper(user, visitor.visitor), (last, 1), (other, 1))
    begun.refresh_from_db()
    assert begun.status == Order.Status.CANCELLED
    assert set(Hold.objects.values_list("order", flat=True)) == {order.pk}


def test_an_order_that_comes_to_more_than_can_be_kept_is_refused():
    dear = [cast.item(stock=100, price="99999999.99") for _ in range(6)]
    with pytest.raises(Refused, match="several orders"):
        cast.pending_order(cast.guest(), *((item, 20) for item in dear))
    assert not Hold.objects.exists()


def test_a_key_is_bound_to_its_owner():
    item, key = cast.item(), cast.key()
    mine = check_out_items(cast.guest(), [(item.pk, 1)], key=key)
    theirs = check_out_items(cast.guest(), [(item.pk, 1)], key=key)
    assert mine != theirs


@pytest.mark.parametrize("key", ["", "short", "x" * 65])
def test_a_damaged_key_is_refused(key):
    with pytest.raises(Refused) as refused:
        check_out_items(cast.guest(), [(cast.item().pk, 1)], key=key)
    assert refused.value.field == "key"


def test_a_new_form_for_the_same_things_resumes_the_checkout_under_way():
    bob, item = cast.guest(), cast.item()
    assert cast.pending_order(bob, (item, 1)) == cast.pending_order(bob, (item, 1))
    assert Hold.objects.count() == 1


def test_other_things_replace_the_checkout_and_keep_its_deadline():
    bob, item = cast.guest(), cast.item(stock=3)
    first = cast.pending_order(bob, (item, 2))
    second = cast.pending_order(bob, (item, 3))
    first.refresh_from_db()
    assert first.status == Order.Status.CANCELLED
    assert second.expires_at == first.expires_at
    assert list(Hold.objects.values_list("order", "quantity")) == [(second.pk, 3)]


def test_a_refused_replacement_leaves_the_checkout_under_way_alone():
    bob, item = cast.guest(), cast.item(stock=3)
    first = cast.pending_order(bob, (item, 2))
    with pytest.raises(Refused):
        cast.pending_order(bob, (item, 4))
    first.refresh_from_db()
    assert first.status == Order.Status.PENDING
    assert Hold.objects.get().quantity == 2


def test_of_two_checkouts_one_from_before_signing_in_only_one_goes_on_holding():
    guest, user, item = cast.guest(), cast.person("Bob Buyer"), cast.item(stock=9)
    before = cast.pending_order(guest, (item, 1))
    elsewhere = cast.pending_order(cast.member(user), (item, 1))
    assert cast.pending_order(Shopper(user, guest.visitor), (item, 1)) == elsewhere
    before.refresh_from_db()
    assert before.status == Order.Status.CANCELLED
    assert Hold.objects.get().order == elsewhere
