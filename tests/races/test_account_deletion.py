"""Two users delete their accounts at the same moment, each referenced by the other's rows: no deadlock."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from decimal import Decimal
from functools import partial
from threading import Barrier, BrokenBarrierError, Event
from typing import Any
from unittest.mock import patch

import pytest

from marketplace.accounts import account_deletion, erasure, suspension
from marketplace.accounts.suspension import deactivate_account
from marketplace.models import Invitation, User
from tests import cast
from tests.races.threads import run_together, wait_for_blocked_query
from trading.models import Trade

pytestmark = pytest.mark.django_db(transaction=True)
WAIT = 2.0  # s, for the other deletion to wait for this one


@contextmanager
def met_after(*places: tuple[Any, str]) -> Iterator[None]:
    """Have two threads wait for each other at the end of these functions, as far as both get there."""
    barrier = Barrier(2, timeout=WAIT)

    def met(work: Callable[..., Any]) -> Callable[..., Any]:
        def meet(*args: Any, **options: Any) -> Any:
            result = work(*args, **options)
            with suppress(BrokenBarrierError):
                barrier.wait()
            return result

        return meet

    with ExitStack() as patches:
        for module, name in places:
            patches.enter_context(patch.object(module, name, met(getattr(module, name))))
        yield


@pytest.fixture(autouse=True)
def no_receiver_failed(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail when the receiver of a signal did, whose exception is only logged: it leaves a person's words undeleted."""
    yield
    assert [line.getMessage() for line in caplog.get_records("call") if line.levelname == "ERROR"] == []


@pytest.fixture
def sellers() -> list[User]:
    """Return two people with a shop each."""
    return [cast.shop().owner for _ in range(2)]


def assert_can_leave_at_once(*people: User) -> None:
    assert run_together(*[partial(account_deletion.delete_account, one) for one in people]) == [None] * len(people)
    assert not User.objects.filter(pk__in=[one.pk for one in people], left_at=None).exists()


def test_who_work_in_each_others_shops(sellers):
    one, other = sellers
    one.shop.staff.add(other)
    other.shop.staff.add(one)
    with met_after((account_deletion, "close_locked_shop")):
        assert_can_leave_at_once(one, other)


def test_who_invited_each_other(sellers):
    one, other = sellers
    Invitation.objects.send(one.shop, other.email, by=one)
    Invitation.objects.send(other.shop, one.email, by=other)
    with met_after((account_deletion, "close_locked_shop")):
        assert_can_leave_at_once(one, other)


def test_who_sell_to_each_other_in_open_rooms(sellers):
    one, other = sellers
    for seller, buyer in ((one, other), (other, one)):
        Trade.objects.offer(buyer, cast.item(in_shop=seller.shop), price=Decimal(1), quantity=1)
    with met_after((account_deletion, "close_locked_shop")):
        assert_can_leave_at_once(one, other)
    assert not Trade.objects.open().exists()


def test_who_sell_to_each_other_when_one_leaves_and_the_other_is_switched_off(sellers):
    one, other = sellers
    for seller, buyer in ((one, other), (other, one)):
        Trade.objects.offer(buyer, cast.item(in_shop=seller.shop), price=Decimal(1), quantity=1)
    with met_after((account_deletion, "close_locked_shop"), (suspension, "close_locked_shop")):
        outcomes = run_together(
            partial(account_deletion.delete_account, one), partial(deactivate_account, other, by=None)
        )
    assert outcomes == [None, None]


def test_a_guest_is_erased_who_was_invited_by_somebody_who_leaves(sellers):
    Invitation.objects.send(sellers[0].shop, "gus@example.com", by=sellers[0])
    with met_after((account_deletion, "close_locked_shop"), (erasure, "erase_mails")):
        outcomes = run_together(
            partial(account_deletion.delete_account, sellers[0]), partial(erasure.erase_guest, "gus@example.com")
        )
    assert outcomes == [None, None]


def test_orders_are_locked_in_the_order_of_their_keys_also_those_bought_as_a_guest(sellers):
    bob, item = cast.person("Bob"), cast.item(in_shop=sellers[0].shop, stock=9)
    cast.paid_order(cast.guest(), (item, 1), email=bob.email)
    cast.paid_order(cast.member(bob), (item, 1))
    asked, addresses = Event(), account_deletion._proved_addresses

    def ask_slowly(user: User) -> list[str]:
        asked.set()
        wait_for_blocked_query(WAIT)
        return addresses(user)

    def switch_off_the_seller() -> None:
        asked.wait(10)
        deactivate_account(sellers[0], by=None)

    with patch.object(account_deletion, "_proved_addresses", ask_slowly):
        assert run_together(partial(account_deletion.delete_account, bob), switch_off_the_seller) == [None, None]
