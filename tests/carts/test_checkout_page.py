"""The checkout page: the order, the time of its hold, one extension, and cancelling it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from marketplace.models import Hold, Order
from tests import cast
from tests.carts.browsers import text
from tests.markup import normalize_html

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.fixture
def order(bob, item):
    return bob.check_out()


def page_of(bob, order, **headers):
    return bob.get(reverse("carts:pay_page", args=[order.number]), headers=headers)


def lapse():
    past = timezone.now() - timedelta(seconds=1)
    Order.objects.update(expires_at=past)
    Hold.objects.update(expires_at=past)


def test_it_shows_lines_total_and_the_deadline(bob, order):
    page = page_of(bob, order)
    assert "€99.80" in text(page)
    assert f'datetime="{order.expires_at:%Y-%m-%dT%H:%M}' in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_agreed_prices_stay_when_list_prices_change(bob, order, item):
    item.product.price = 99
    item.product.save()
    assert "€99.80" in text(page_of(bob, order))


def test_a_members_form_is_filled_in_from_the_account(bob, item):
    user = cast.person("Bob Buyer", city="Lisbon", region="PT", country="Portugal", show_purchase_activity=False)
    bob.sign_in(user)
    page = page_of(bob, bob.check_out())
    form = page.context["form"]
    known = {name: form[name].value() for name in ("email", "ship_name", "ship_city", "ship_region", "show_activity")}
    assert known == {
        "email": user.email,
        "ship_name": "Bob Buyer",
        "ship_city": "Lisbon",
        "ship_region": "PT",
        "show_activity": False,
    }


def test_a_guest_is_asked_for_an_address(bob, order):
    assert page_of(bob, order).context["form"]["email"].value() == ""
    answer = bob.pay(order, email="")
    assert answer.status_code == 422
    assert "email" in answer.context["form"].errors
    assert not order.payments.exists()


def test_more_time_is_given_once(bob, order):
    Order.objects.update(expires_at=timezone.now() + timedelta(minutes=2))
    assert bob.send("extend_hold", order.number).url == reverse("carts:pay_page", args=[order.number])
    order.refresh_from_db()
    assert order.expires_at > timezone.now() + timedelta(minutes=14)
    page = bob.get(bob.send("extend_hold", order.number).url)
    assert "can be renewed once" in text(page)
    assert "I need more time" not in text(page)


def test_giving_it_back_frees_the_stock_and_keeps_the_cart(bob, order, item):
    assert bob.send("cancel_checkout", order.number).url == reverse("carts:cart")
    order.refresh_from_db()
    assert (order.status, Hold.objects.count(), bob.lines) == ("cancelled", 0, {item.pk: 2})
    assert bob.send("cancel_checkout", order.number).url == order.get_absolute_url()


@pytest.mark.parametrize("is_swept", [False, True])
def test_when_time_is_up_the_page_says_so_and_offers_a_new_checkout(bob, order, is_swept):
    lapse()
    if is_swept:
        Order.objects.expire_due()
    page = page_of(bob, order)
    assert page.status_code == 200
    assert "Your time to pay is over" in text(page)
    assert "Check out again" in text(page)
    again = bob.check_out(page.context["cart"].key)
    assert again != order


@pytest.mark.parametrize("is_swept", [False, True])
@pytest.mark.parametrize("act", ["pay", "extend_hold"])
def test_nothing_lapsed_is_honoured(bob, order, act, is_swept):
    lapse()
    if is_swept:
        Order.objects.expire_due()
    answer = bob.pay(order) if act == "pay" else bob.send("extend_hold", order.number)
    assert answer.status_code == 409
    assert "Your time to pay is over" in text(answer)
    order.refresh_from_db()
    assert (order.payments.count(), order.renewed_at) == (0, None)


def test_the_timer_is_read_again_alone(bob, order):
    part = normalize_html(page_of(bob, order, **{"HX-Request": "true"}).content)
    assert part.startswith(f'<div class="hold" id="hold-{order.pk}"')
    assert "data-countdown" in part
    lapse()
    assert "Your time to pay is over." in page_of(bob, order, **{"HX-Request": "true"}).content.decode()


def test_a_paid_order_has_a_page_of_its_own(bob, order):
    bob.pay(order)
    assert page_of(bob, order).url == order.get_absolute_url()
