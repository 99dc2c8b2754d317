"""The recent toasts: newest first, limited in number and age, cached for everybody, without the visitor's own."""

import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db.models import F
from redis.exceptions import ConnectionError as RedisIsAway

from activity import recent_toasts, toast_cache
from activity.models import PurchaseActivity
from config.live.limits import limit
from tests import cast

pytestmark = [pytest.mark.detail, pytest.mark.django_db(transaction=True)]


def buy(title, shopper=None):
    return cast.paid_order(shopper or cast.guest(), (cast.item(title=title), 1))


def age(title, **by):
    PurchaseActivity.objects.filter(title=title).update(created_at=F("created_at") - timedelta(**by))


def titles():
    return [activity.title for activity in PurchaseActivity.objects.recent()]


def test_the_newest_come_first():
    buy("Boots")
    buy("Socks")
    age("Boots", hours=1)
    assert titles() == ["Socks", "Boots"]


def test_there_are_ten_at_most():
    cast.paid_order(cast.guest(), *((cast.item(), 1) for _ in range(11)))
    assert len(titles()) == 10
    assert len(PurchaseActivity.objects.recent(limit=3)) == 3


def test_a_purchase_of_almost_two_days_ago_is_shown():
    buy("Boots")
    age("Boots", hours=47, minutes=59)
    assert titles() == ["Boots"]


def test_a_purchase_of_two_days_ago_is_not_shown_even_before_the_purge():
    buy("Boots")
    age("Boots", hours=48)
    assert PurchaseActivity.objects.exists()
    assert titles() == []


def test_the_window_is_a_setting(settings):
    settings.ACTIVITY_HOURS = 2
    buy("Boots")
    buy("Socks")
    age("Socks", hours=2)
    assert titles() == ["Boots"]


def test_a_list_that_lay_in_the_cache_is_never_past_the_window():
    buy("Boots")
    age("Boots", hours=48, seconds=-toast_cache.SECONDS)
    assert titles() == []


def test_ten_thousand_visitors_cost_no_query_each(django_assert_num_queries):
    buy("Boots")
    recent_toasts.toasts_for(cast.guest())
    with django_assert_num_queries(0):
        lists = [recent_toasts.toasts_for(cast.guest()) for _ in range(100)]
    assert all("Boots" in "".join(toasts) for toasts in lists)


def test_the_list_takes_one_query_to_read(django_assert_num_queries):
    for title in ("Boots", "Socks", "Lamp"):
        buy(title)
    recent_toasts.toasts_for(cast.guest())
    toast_cache.start_generation()
    with django_assert_num_queries(1):
        assert len(recent_toasts.toasts_for(cast.guest())) == 3


def test_a_new_purchase_is_in_the_next_list():
    buy("Boots")
    recent_toasts.toasts_for(cast.guest())
    buy("Socks")
    assert "Socks" in recent_toasts.toasts_for(cast.guest())[0]


def test_a_burst_of_purchases_has_the_list_read_once_a_second_however_many_look(monkeypatch):
    reads, read = [], recent_toasts._read_entries

    def counted():
        reads.append(1)
        return read()

    monkeypatch.setattr(recent_toasts, "_read_entries", counted)
    buy("Boots")
    began = time.monotonic()
    for _ in range(100):
        toast_cache.mark_new_purchase()
        assert len(recent_toasts.toasts_for(cast.guest())) == 1
    assert 2 <= len(reads) <= 3 + time.monotonic() - began


def test_withdrawals_in_a_burst_take_effect_at_once():
    bob = cast.person("Bob Buyer")
    buy("Boots", cast.member(bob))
    for _ in range(3):
        toast_cache.mark_new_purchase()
        assert "Boots" in recent_toasts.toasts_for(cast.guest())[0]
    bob.change_profile(show_purchase_activity=False)
    assert recent_toasts.toasts_for(cast.guest()) == []


def test_ones_own_purchases_are_not_in_ones_list():
    bob, eve = cast.guest(), cast.member()
    buy("Boots", bob)
    buy("Socks", eve)
    assert ["Socks" in toast for toast in recent_toasts.toasts_for(bob)] == [True]
    assert ["Boots" in toast for toast in recent_toasts.toasts_for(eve)] == [True]
    assert len(recent_toasts.toasts_for(cast.guest())) == 2


def test_ones_own_purchases_stay_ones_own_on_another_device_and_after_signing_in():
    bob = cast.person("Bob Buyer")
    at_home, on_the_way = cast.member(bob), cast.member(bob)
    buy("Boots", at_home)
    before_sign_in = type(at_home)(None, at_home.visitor)
    buy("Socks", before_sign_in)
    assert ["Socks" in toast for toast in recent_toasts.toasts_for(on_the_way)] == [True]
    assert recent_toasts.toasts_for(at_home) == []


def test_a_reader_that_came_before_an_opt_out_can_not_bring_it_back(monkeypatch):
    bob = cast.person("Bob Buyer")
    buy("Boots", cast.member(bob))
    toast_cache.start_generation()
    read = recent_toasts._read_entries

    def read_slowly():
        entries = read()
        monkeypatch.setattr(recent_toasts, "_read_entries", read)
        bob.change_profile(show_purchase_activity=False)
        return entries

    monkeypatch.setattr(recent_toasts, "_read_entries", read_slowly)
    assert "Boots" in recent_toasts.toasts_for(cast.guest())[0]
    assert recent_toasts.toasts_for(cast.guest()) == []


def test_a_withdrawal_during_a_cache_outage_leaves_the_list_in_time(monkeypatch):
    bob = cast.person("Bob Buyer")
    buy("Boots", cast.member(bob))
    assert "Boots" in recent_toasts.toasts_for(cast.guest())[0]
    with monkeypatch.context() as away:
        away.setattr(toast_cache, "start_generation", lambda: None)
        bob.change_profile(show_purchase_activity=False)
    # An opening page gets the withdrawals of this time again before it shows its first toast.
    assert limit("LIVE_SLACK_SECONDS") > toast_cache.SECONDS
    time.sleep(toast_cache.SECONDS + 0.1)
    assert recent_toasts.toasts_for(cast.guest()) == []


def test_a_cache_that_forgot_fills_itself_again(django_assert_num_queries):
    buy("Boots")
    cache.delete(toast_cache.GENERATION)
    for _ in range(2):
        assert len(recent_toasts.toasts_for(cast.guest())) == 1
    with django_assert_num_queries(0):
        assert len(recent_toasts.toasts_for(cast.guest())) == 1


def test_without_a_cache_the_list_is_read_and_purchases_go_on(monkeypatch):
    def refuse(*args, **kwargs):
        raise RedisIsAway

    for operation in ("get", "set"):
        monkeypatch.setattr(f"django.core.cache.backends.redis.RedisCache.{operation}", refuse)
    bob = cast.person("Bob Buyer")
    buy("Boots", cast.member(bob))
    assert len(recent_toasts.toasts_for(cast.guest())) == 1
    bob.change_profile(show_purchase_activity=False)
    assert recent_toasts.toasts_for(cast.guest()) == []
