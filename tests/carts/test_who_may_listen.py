"""A cart's topic is its holder's alone."""

from carts.live import cart
from config import live


def may(asker: live.Asker, holder: str) -> bool:
    assert cart.may is not None
    return cart.may(asker, holder)


def test_the_holder_may_listen():
    assert may(live.Asker(5, "d" * 32), "u-5")
    assert may(live.Asker(None, "d" * 32), "v-" + "d" * 32)


def test_nobody_else_may():
    assert not may(live.Asker(6, "d" * 32), "u-5")
    assert not may(live.Asker(None, "e" * 32), "v-" + "d" * 32)
    assert not may(live.Asker(None, None), "u-5")


def test_a_member_no_longer_listens_to_the_guests_cart():
    assert not may(live.Asker(5, "d" * 32), "v-" + "d" * 32)
