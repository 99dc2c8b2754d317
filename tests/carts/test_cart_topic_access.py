"""Only its owner may subscribe to a cart's topic."""

from carts.topics import cart
from config import live


def may(subscriber: live.Subscriber, holder: str) -> bool:
    assert cart.allow is not None
    return cart.allow(subscriber, holder)


def test_the_owner_may_subscribe():
    assert may(live.Subscriber(5, "d" * 32), "u-5")
    assert may(live.Subscriber(None, "d" * 32), "v-" + "d" * 32)


def test_other_people_may_not_subscribe():
    assert not may(live.Subscriber(6, "d" * 32), "u-5")
    assert not may(live.Subscriber(None, "e" * 32), "v-" + "d" * 32)
    assert not may(live.Subscriber(None, None), "u-5")


def test_a_member_no_longer_listens_to_the_guests_cart():
    assert not may(live.Subscriber(5, "d" * 32), "v-" + "d" * 32)
