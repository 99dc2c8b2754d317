"""After an opt-out, a refund or an unlisting, purchases disappear from the list and from open pages."""

import pytest
from django.db import connection, transaction

from activity.models import PurchaseActivity
from activity.recent_toasts import toasts_for
from marketplace.models import Order, Product
from marketplace.signals import product_changed
from tests import cast
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db


def shown():
    """Return the titles that are public now."""
    return [activity.title for activity in PurchaseActivity.objects.recent()]


@pytest.fixture
def bob():
    return cast.person("Bob Buyer")


@pytest.fixture
def bought(bob, pushes):
    """Two purchases of Bob and one of another buyer, already pushed."""
    cast.paid_order(cast.member(bob), *((cast.item(title=title), 1) for title in ("Boots", "Socks")))
    cast.paid_order(cast.guest(), (cast.item(title="Lamp"), 1))
    pushes.clear()
    return PurchaseActivity.objects.filter(buyer=bob)


def test_opting_out_hides_existing_purchases_also_on_open_pages(bob, bought, pushes):
    bob.change_profile(show_purchase_activity=False)
    assert shown() == ["Lamp"]
    assert not bought.filter(is_public=True).exists()
    [withdrawn] = pushes
    assert (withdrawn.topic, withdrawn.name) == ("toasts", "withdrawn_purchase")
    assert all(key in withdrawn.html for key in bought.values_list("key", flat=True))


def test_opting_out_does_not_affect_others(bob, bought, pushes):
    bob.change_profile(show_purchase_activity=False)
    lamp = PurchaseActivity.objects.get(title="Lamp")
    assert lamp.is_public
    assert lamp.key not in pushes[0].html


def test_a_profile_changed_otherwise_takes_nothing_back(bob, bought, pushes):
    bob.change_profile(city="Ghent")
    assert pushes == []
    assert sorted(shown()) == ["Boots", "Lamp", "Socks"]


def test_opting_in_again_does_not_restore_hidden_purchases(bob, bought):
    bob.change_profile(show_purchase_activity=False)
    bob.change_profile(show_purchase_activity=True)
    assert shown() == ["Lamp"]


def test_opting_in_again_shows_later_purchases(bob, bought):
    bob.change_profile(show_purchase_activity=False)
    bob.change_profile(show_purchase_activity=True)
    cast.paid_order(cast.member(bob), (cast.item(title="Scarf"), 1))
    assert shown() == ["Scarf", "Lamp"]


def test_an_opt_out_without_a_push_counts_at_the_next_rendering(bob, bought):
    type(bob).objects.filter(pk=bob.pk).update(show_purchase_activity=False)
    assert shown() == ["Lamp"]


def test_an_order_set_to_silent_counts_when_shown(bought):
    Order.objects.filter(buyer__isnull=False).update(show_activity=False)
    assert shown() == ["Lamp"]


@pytest.mark.parametrize("status", [Order.Status.CANCELLED, Order.Status.REFUNDED])
def test_a_cancelled_order_is_not_shown(status, bought):
    Order.objects.filter(buyer__isnull=False).update(status=status)
    assert shown() == ["Lamp"]


@pytest.mark.parametrize("status", [Order.Status.SHIPPED, Order.Status.DELIVERED])
def test_an_order_on_its_way_is_still_shown(status, bought):
    Order.objects.update(status=status)
    assert len(shown()) == 3


def test_a_reversed_line_is_taken_back_and_the_others_stay(pushes):
    order = cast.paid_order(cast.guest(), (cast.item(title="Boots"), 1), (cast.item(title="Socks"), 1))
    pushes.clear()
    boots, socks = order.lines.all()
    order.refund([boots], by=None)
    assert shown() == ["Socks"]
    assert PurchaseActivity.objects.get(order_line=boots).key in pushes[0].html
    assert PurchaseActivity.objects.get(order_line=socks).key not in pushes[0].html


@pytest.mark.parametrize("change", [{"status": Product.Status.DRAFT}, {"show_in_activity": False}])
def test_a_product_taken_off_takes_its_toasts_along(change, bought, pushes):
    boots = Product.objects.filter(title="Boots")
    boots.update(**change)
    product_changed.send(sender=Product, product_ids=[boots.get().pk])
    assert sorted(shown()) == ["Lamp", "Socks"]
    assert [push.name for push in pushes] == ["withdrawn_purchase"]
    assert bought.get(title="Boots").key in pushes[0].html
    assert bought.get(title="Socks").key not in pushes[0].html


def test_a_product_that_only_costs_more_keeps_its_toasts(bought, pushes):
    boots = Product.objects.get(title="Boots")
    product_changed.send(sender=Product, product_ids=[boots.pk])
    assert pushes == []
    assert len(shown()) == 3


def test_a_sold_product_keeps_its_toasts(pushes):
    cast.paid_order(cast.guest(), (cast.item(title="Last One", stock=1), 1))
    assert Product.objects.get(title="Last One").status == Product.Status.SOLD
    assert shown() == ["Last One"]


def test_an_amount_hidden_later_is_not_shown_from_then_on(bought):
    Product.objects.filter(title="Boots").update(show_amount=False)
    assert {activity.title: activity.toast.amount is None for activity in PurchaseActivity.objects.recent()} == {
        "Boots": True,
        "Socks": False,
        "Lamp": False,
    }


@pytest.mark.django_db(transaction=True)
def test_a_purchase_and_an_opt_out_at_once_end_hidden(bob):
    order = cast.pending_order(cast.member(bob), (cast.item(title="Boots"), 1))

    def opt_out():
        type(bob).objects.get(pk=bob.pk).change_profile(show_purchase_activity=False)

    assert run_together(lambda: cast.attempt_payment(order), opt_out)[1] is None
    assert not PurchaseActivity.objects.filter(is_public=True).exists()
    assert PurchaseActivity.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_opt_out_waits_for_a_purchase_that_is_being_written(bob):
    order = cast.paid_order(cast.member(bob), (cast.item(), 1))
    PurchaseActivity.objects.all().delete()

    def opt_out_meanwhile():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        try:
            type(bob).objects.get(pk=bob.pk).change_profile(show_purchase_activity=False)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")

    with transaction.atomic():
        PurchaseActivity.objects.record(order)
        [refused] = run_together(opt_out_meanwhile)
    assert "lock timeout" in str(refused)
    opt_out_meanwhile()
    assert not PurchaseActivity.objects.filter(is_public=True).exists()


@pytest.mark.django_db(transaction=True)
def test_the_list_everybody_gets_is_without_them_right_after_the_commit(bob):
    cast.paid_order(cast.member(bob), (cast.item(title="Boots"), 1))
    stranger = cast.guest()
    assert "Boots" in "".join(toasts_for(stranger))
    bob.change_profile(show_purchase_activity=False)
    assert toasts_for(stranger) == []
