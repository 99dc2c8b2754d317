"""Presence: people with their role, counted once for all tabs, until a minute after their last signal."""

from typing import Any

import pytest
from django.core.cache import cache

from config.live import Subscriber
from tests.fresh_page import capture_pushes
from tests.trading import rooms
from trading import live, presence, topics

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def subscriber(user):
    return Subscriber(user.pk, "0" * 32, None)


def test_a_page_of_theirs_puts_a_person_in_the_room_once():
    room = rooms.negotiating()
    for _ in range(2):
        live.push_presence(subscriber(room.bob), room.trade.number)
    assert list(presence.seconds_since_presence(room.trade.number)) == [room.bob.pk]
    assert presence.people_by_room() == {room.trade.number: {room.bob.pk}}


def test_the_other_sees_the_joined_person_with_the_role():
    room = rooms.negotiating()
    pushes = capture_pushes(lambda: live.push_presence(subscriber(room.bob), room.trade.number))
    assert [topic for topic, _ in pushes] == [f"talk.{room.trade.number}", "all-trades"]
    assert "Bob Buyer" in pushes[0][1]["frame"]
    assert f"here-{room.trade.pk}-buyer" in pushes[0][1]["frame"]


def test_a_stranger_is_nowhere():
    room = rooms.negotiating()
    assert capture_pushes(lambda: live.push_presence(subscriber(room.mallory), room.trade.number)) == []
    assert presence.seconds_since_presence(room.trade.number) == {}


def test_without_a_sign_of_life_for_a_minute_a_person_is_gone(monkeypatch):
    room = rooms.negotiating()
    monkeypatch.setattr(presence, "GONE_AFTER", 0)
    presence.record_presence(room.trade.number, room.bob.pk)
    assert presence.seconds_since_presence(room.trade.number) == {}


def test_without_redis_presence_is_empty_and_no_page_fails(client, monkeypatch):
    room = rooms.negotiating()

    def away(*args, **options):
        raise ConnectionError("Redis is away")

    backend: Any = cache
    monkeypatch.setattr(backend._cache, "get_client", away)
    client.force_login(room.bob)
    assert client.get(room.trade.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("data", [None, "", {"typing": True}, "<script>", ["typing"], 5])
def test_nothing_but_typing_is_passed_on(data):
    room = rooms.negotiating()
    assert live.role_typing(subscriber(room.bob), room.trade.number, data) is None


def test_typing_is_pushed_by_role_and_not_for_strangers():
    room = rooms.negotiating()
    assert live.role_typing(subscriber(room.bob), room.trade.number, "typing") == "buyer"
    assert live.role_typing(subscriber(room.mallory), room.trade.number, "typing") is None


@pytest.mark.parametrize("topic", [topics.trade, topics.chat, topics.presence])
def test_only_the_two_participants_may_subscribe(topic):
    room = rooms.negotiating()
    who = [room.alice, room.bob, room.mallory, room.staff]
    assert topic.allow is not None
    assert [topic.allow(subscriber(user), room.trade.number) for user in who] == [True, True, False, False]
    assert not topic.allow(Subscriber(None, "0" * 32, None), room.trade.number)


def test_lists_are_ones_own_and_the_dashboard_the_platforms():
    room = rooms.negotiating()
    assert live.is_own_topic(subscriber(room.bob), str(room.bob.pk))
    assert not live.is_own_topic(subscriber(room.mallory), str(room.bob.pk))
    assert [live.is_platform_staff(subscriber(user), "") for user in (room.staff, room.alice)] == [True, False]
