"""The unpaid holds of one network are limited to a share of the stock, at least one unit."""

from functools import partial

import pytest

from marketplace.models import Hold, Item, Order
from tests import cast
from tests.carts.browsers import Browser, text
from tests.carts.test_cancelled_checkout import minutes_pass
from tests.races.threads import run_together

pytestmark = pytest.mark.detail

OFFICE, HOME = "203.0.113.7", "198.51.100.9"


def browser(item: Item, quantity: int = 1, network: str = OFFICE) -> Browser:
    one = Browser()
    one.defaults["REMOTE_ADDR"] = network
    answer = one.send("add", item=item.pk, quantity=quantity)
    assert answer.status_code == 302, text(answer)
    return one


def starts(one: Browser) -> int:
    return one.send("checkout", key=cast.key()).status_code


@pytest.mark.django_db
def test_many_guests_of_one_network_hold_half_of_the_stock_together():
    item = cast.item(stock=10)
    assert [starts(browser(item)) for _ in range(8)] == [302] * 5 + [409] * 3
    assert starts(browser(item, network=HOME)) == 302


@pytest.mark.django_db
def test_one_checkout_of_all_there_is_counts_like_many():
    item = cast.item(stock=10)
    one = browser(item, 10)
    refused = one.send("checkout", key=cast.key())
    assert refused.status_code == 409
    assert "your network can have 5 of" in text(refused)
    one.send("change", item=item.pk, quantity=5)
    assert starts(one) == 302


@pytest.mark.django_db
@pytest.mark.parametrize(("stock", "share"), [(1, 1), (2, 1), (3, 2), (4, 2)])
def test_of_a_small_stock_one_unit_at_least_may_be_held(stock, share):
    item = cast.item(stock=stock)
    assert [starts(browser(item)) for _ in range(stock)].count(302) == share


@pytest.mark.django_db
def test_paid_units_are_not_held_so_an_office_can_buy_one_after_the_other():
    item = cast.item(stock=4)
    for _ in range(4):
        browser(item).buy()
    item.refresh_from_db()
    assert item.on_hand == 0


@pytest.mark.django_db
def test_all_addresses_of_a_v6_network_are_one():
    item = cast.item(stock=2)
    assert starts(browser(item, network="2001:db8:1:1::1")) == 302
    assert starts(browser(item, network="2001:db8:1:1::2")) == 409


@pytest.mark.django_db
def test_ones_own_checkout_of_other_things_makes_way_before_it_is_counted():
    item, other = cast.item(stock=2), cast.item()
    one = browser(item)
    assert starts(one) == 302
    one.send("add", item=other.pk)
    assert starts(one) == 302
    assert Hold.objects.filter(item=item).count() == 1


@pytest.mark.django_db
def test_the_share_is_a_setting(settings):
    settings.HOUSEHOLD_SHARE = 100
    item = cast.item(stock=4)
    assert [starts(browser(item)) for _ in range(4)] == [302] * 4


@pytest.mark.django_db
def test_fresh_cookies_do_not_keep_the_last_unit_for_ever():
    item = cast.item(stock=1)
    for _ in range(3):
        assert starts(browser(item)) == 302
        minutes_pass(16)
    assert starts(browser(item)) == 409
    assert starts(browser(item, network=HOME)) == 302


@pytest.mark.django_db
def test_a_returning_guest_does_not_lock_out_the_office():
    item = cast.item(stock=1)
    guest, colleague = browser(item), browser(item)
    for _ in range(5):
        order = guest.check_out()
        guest.send("cancel_checkout", order.number)
    guest.check_out()
    minutes_pass(16)
    assert starts(colleague) == 302


@pytest.mark.django_db
def test_the_network_is_kept_as_a_digest_and_forgotten_after_a_day():
    from marketplace.tasks import forget_people

    browser(cast.item()).check_out()
    assert OFFICE not in str(Order.objects.values().get())
    assert Order.objects.exclude(household="").exists()
    minutes_pass(25 * 60)
    forget_people()
    assert not Order.objects.exclude(household="").exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_hold_no_more_than_the_share():
    item = cast.item(stock=6)
    answers = run_together(*[partial(starts, browser(item)) for _ in range(6)])
    assert sorted(answers) == [302] * 3 + [409] * 3
    assert Hold.objects.count() == 3
