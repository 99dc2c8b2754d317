"""Blocking prevents new trades between two people; a report goes to the platform's staff."""

from decimal import Decimal

import pytest

from marketplace.accounts.account_deletion import delete_account
from marketplace.errors import Refused
from tests import cast
from tests.fresh_page import capture_pushes
from tests.marketplace.admin.conftest import clerk, desk, list_of, page_of
from tests.trading.conftest import Browser
from trading.errors import Closed
from trading.models import Block, Invitation, Report, Trade
from trading.moderation import block_person

__all__ = ["clerk", "desk"]
pytestmark = [pytest.mark.detail, pytest.mark.django_db]


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_a_block_by_either_side_prevents_offers(room, who):
    item = cast.item(in_shop=room.trade.shop)
    block_person(getattr(room, who), room.bob if who == "alice" else room.alice)
    before = Trade.objects.count()
    with pytest.raises(Refused, match="can’t trade with each other"):
        Trade.objects.offer(room.bob, item, price=Decimal(1), quantity=1)
    assert Trade.objects.count() == before
    Trade.objects.offer(room.mallory, item, price=Decimal(1), quantity=1)
    assert Trade.objects.count() == before + 1


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_a_block_by_either_side_prevents_invitations(room, who):
    code = Trade.objects.open_by(room.alice, title="Lemons", price=Decimal(5), quantity=1).invite(by=room.alice)
    block_person(getattr(room, who), room.bob if who == "alice" else room.alice)
    assert Invitation.objects.redeem(code, by=room.bob) is None
    assert Invitation.objects.redeem(code, by=room.mallory)


@pytest.mark.parametrize(("who", "end"), [("alice", "withdrawn"), ("bob", "rejected")])
def test_open_rooms_of_the_two_end_and_no_others(room, alice, bob, who, end):
    third = Trade.objects.open_by(room.alice, title="Lemons", price=Decimal(5), quantity=1)
    browser = {"alice": alice, "bob": bob}[who]
    assert browser.take("block").status_code == 302
    third.refresh_from_db()
    assert (room.fresh().status, third.status) == (end, "draft")
    for user in (room.alice, room.bob):
        with pytest.raises(Closed):
            room.trade.say(by=user, text="But why?")


def test_taken_back_they_can_trade_again(room, alice):
    alice.take("block")
    assert "You have blocked Bob Buyer" in alice.look().content.decode()
    alice.take("unblock")
    assert Trade.objects.offer(room.bob, cast.item(in_shop=room.trade.shop), price=Decimal(1), quantity=1)


def test_unblocking_leaves_the_others_block_in_place(room, alice, bob):
    bob.take("block")
    alice.take("unblock")
    assert Block.objects.filter(by=room.bob, other=room.alice).exists()


def test_blocking_twice_is_blocking_once(room, alice):
    assert [alice.take("block").status_code for _ in range(2)] == [302, 302]
    assert Block.objects.count() == 1


def test_the_other_does_not_learn_of_the_block(alice, bob):
    alice.take("block")
    assert "You have blocked" not in bob.look().content.decode()
    assert "offer was withdrawn" in bob.look().content.decode()


def test_without_a_buyer_there_is_no_block(waiting):
    assert Browser(waiting.alice, waiting).take("block").status_code == 404
    assert "Block" not in Browser(waiting.alice, waiting).look().content.decode()


def test_a_stranger_cannot_block_or_report(mallory):
    assert [mallory.take(step, complaint="x").status_code for step in ("block", "unblock", "report")] == [404] * 3
    assert not Block.objects.exists()
    assert not Report.objects.exists()


def test_deleting_an_account_deletes_its_blocks(room):
    block_person(room.alice, room.bob)
    block_person(room.bob, room.mallory)
    delete_account(room.bob)
    assert not Block.objects.exists()


# Reports --------------------------------------------------------------------------------------------------------


def test_a_report_goes_to_the_admin_until_it_is_handled(room, bob, desk):
    bob.take("report", complaint="They want to be paid elsewhere.")
    report = Report.objects.get()
    assert (report.by, report.trade, report.handled_at) == (room.bob, room.trade, None)
    waiting = f"{list_of(Report)}?handled_at__isempty=1"
    assert "paid elsewhere" in desk.get(waiting).content.decode()
    desk.act("handle", report)
    report.refresh_from_db()
    assert (report.handled_by, report.handled_at is not None) == (desk.user, True)
    assert "paid elsewhere" not in desk.get(waiting).content.decode()


def test_a_report_is_handled_once_by_the_first(room, bob, desk):
    bob.take("report", complaint="Rude.")
    report = Report.objects.get()
    report.handle(by=room.staff)
    desk.act("handle", report)
    report.refresh_from_db()
    assert report.handled_by == room.staff


def test_read_permission_does_not_allow_handling(bob, clerk):
    bob.take("report", complaint="Rude.")
    clerk.act("handle", Report.objects.get())
    assert Report.objects.get().handled_at is None
    assert clerk.get(page_of(Report.objects.get())).status_code == 200


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001, "a\0b"])
def test_a_report_that_says_nothing_or_too_much_names_the_field(bob, text):
    answer = bob.take("report", complaint=text)
    assert answer.status_code == 422
    assert "complaint" in answer.context["report_form"].errors
    assert not Report.objects.exists()


def test_the_same_form_sent_twice_is_one_report_and_another_has_to_wait(bob):
    assert [bob.take("report", complaint="Rude.").status_code for _ in range(2)] == [302, 302]
    assert bob.take("report", complaint="Very rude.").status_code == 409
    assert Report.objects.count() == 1
    Report.objects.get().handle(by=bob.room.staff)
    assert bob.take("report", complaint="Very rude.").status_code == 302


def test_only_the_overview_gets_a_push(room, bob):
    pushed_topics = {topic for topic, _ in capture_pushes(lambda: bob.take("report", complaint="Rude."))}
    assert "all-trades" in pushed_topics
    assert not pushed_topics & {f"my-trades.{room.alice.pk}", f"trade.{room.trade.number}", f"chat.{room.trade.number}"}


def test_a_room_that_is_closed_can_still_be_reported(bob):
    bob.take("reject", reason="")
    assert bob.take("report", complaint="Rude.").status_code == 302
    assert Report.objects.count() == 1
