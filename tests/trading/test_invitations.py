"""Invitations: a code admits one person once; only its digest is stored."""

import pytest

from tests import cast
from tests.trading import rooms
from trading.errors import Closed
from trading.invitation_codes import LETTERS, code_digest, new_code
from trading.models import Invitation

pytestmark = pytest.mark.django_db


def redeem(code, by):
    return Invitation.objects.redeem(code, by=by)


def test_a_code_has_at_least_128_bits_and_is_kept_as_a_digest_only():
    room = rooms.draft()
    kept = Invitation.objects.get()
    assert LETTERS * 5 >= 128
    assert room.code not in str(vars(kept))
    assert kept.digest == code_digest(room.code)
    assert len({new_code() for _ in range(100)}) == 100


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("0", "o")])
def test_however_it_is_typed_it_is_the_same_code(typed):
    room = rooms.draft()
    assert redeem(typed(room.code), room.bob) == room.trade


def test_it_is_good_once():
    room = rooms.negotiating()
    assert redeem(room.code, room.mallory) is None
    assert room.fresh().buyer == room.bob


def test_a_used_code_still_admits_its_buyer():
    room = rooms.negotiating()
    assert redeem(room.code, room.bob) == room.trade
    assert room.kinds() == ["created", "joined"]


def test_the_seller_opening_the_link_does_not_use_the_code():
    room = rooms.draft()
    assert redeem(room.code, room.alice) == room.trade
    assert redeem(room.code, room.bob) == room.trade


def test_a_new_code_revokes_the_old_one():
    room = rooms.draft()
    new = room.trade.invite(by=room.alice)
    assert redeem(room.code, room.bob) is None
    assert redeem(new, room.bob) == room.trade


def test_after_the_buyer_joined_there_is_no_new_code():
    room = rooms.negotiating()
    with pytest.raises(Closed):
        room.trade.invite(by=room.alice)


@pytest.mark.parametrize("guess", ["", "AAAA", "\0", "💥" * 50, "A" * 5000, "' OR 1=1 --"])
def test_a_guess_opens_nothing(guess):
    room = rooms.draft()
    assert redeem(guess, room.mallory) is None
    assert room.fresh().status == "draft"


def test_a_personal_invitation_admits_nobody_else():
    bob = cast.person("Bob Buyer")
    room = rooms.draft(for_email=bob.email.upper())
    assert redeem(room.code, room.mallory) is None
    assert redeem(room.code, bob) == room.trade


@pytest.mark.parametrize("state", ["overdue", "expired", "withdrawn"])
def test_a_code_does_not_open_a_closed_trade(state):
    room = rooms.draft()
    rooms.age(room) if state != "withdrawn" else room.trade.withdraw(by=room.alice)
    if state == "expired":
        room.trade.expire()
    assert redeem(room.code, room.bob) is None
