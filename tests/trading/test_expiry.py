"""Expiry: after the deadline no action is possible, with or without a sweep; the sweep records it once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from marketplace.errors import Refused
from tests.trading import rooms
from trading.errors import TimeIsUp
from trading.models import Trade

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def test_nothing_can_be_accepted_after_the_deadline_though_no_sweep_ran():
    room = rooms.in_state("overdue")
    with pytest.raises(TimeIsUp):
        room.trade.accept(by=room.bob, version=1)
    assert (room.fresh().status, room.kinds()[-1]) == ("expired", "expired")


def test_the_sweep_expires_only_overdue_trades():
    late, early = rooms.in_state("overdue"), rooms.negotiating()
    waiting = rooms.draft()
    rooms.age(waiting)
    done = rooms.in_state("rejected")
    rooms.age(done)
    assert Trade.objects.expire_due() == 2
    states = [room.fresh().status for room in (late, early, waiting, done)]
    assert states == ["expired", "negotiating", "expired", "rejected"]
    assert late.last.by is None


def test_swept_again_there_is_nothing_left_to_do():
    room = rooms.in_state("overdue")
    assert [Trade.objects.expire_due(), Trade.objects.expire_due()] == [1, 0]
    assert room.kinds().count("expired") == 1


def test_the_sweep_goes_on_until_all_is_done():
    for _ in range(5):
        rooms.in_state("overdue")
    assert Trade.objects.expire_due(batch=2) == 5


def test_the_apps_clock_decides_nothing(monkeypatch):
    room = rooms.negotiating()
    monkeypatch.setattr(timezone, "now", lambda: room.trade.expires_at + timedelta(hours=1))
    assert Trade.objects.expire_due() == 0
    room.trade.accept(by=room.bob, version=1)
    late = rooms.in_state("overdue")
    monkeypatch.setattr(timezone, "now", lambda: late.trade.created_at)
    with pytest.raises(TimeIsUp):
        late.trade.accept(by=late.bob, version=1)


@pytest.mark.parametrize("minutes", [0, 1, -5, 7 * 24 * 60 + 1])
def test_a_time_too_short_or_too_long_is_refused(minutes):
    with pytest.raises(Refused) as refused:
        rooms.draft(minutes=minutes)
    assert (refused.value.field, Trade.objects.count()) == ("minutes", 0)


@pytest.mark.parametrize(("minutes", "given"), [(None, 30), (2, 2), (7 * 24 * 60, 7 * 24 * 60)])
def test_the_deadline_is_chosen_and_half_an_hour_by_default(minutes, given):
    trade = rooms.draft(minutes=minutes).trade
    assert trade.expires_at - trade.created_at == timedelta(minutes=given)


def test_staff_end_a_trade_by_ending_its_time():
    room = rooms.negotiating(price=Decimal("5.00"))
    room.trade.cut_short(by=room.staff)
    assert (room.fresh().status, room.last.by) == ("expired", room.staff)
