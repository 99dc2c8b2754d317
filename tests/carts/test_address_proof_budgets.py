"""Requests for codes can neither flood a mailbox nor keep its owner from proving it."""

import pytest

from marketplace.models import AddressProof, Mail
from tests import cast
from tests.carts.test_address_proof import at_checkout, prove, refusal

pytestmark = [pytest.mark.detail, pytest.mark.django_db]
OWNER = "owner@example.com"


@pytest.fixture
def item(settings):
    settings.HOUSEHOLD_SHARE = 100
    return cast.item(limit_per_shopper=1, stock=500)


def ask(item, network: str, times: int = 1, email: str = OWNER) -> list[int]:
    """Request codes to a mailbox from a new browser of a network; returns a status for each request.

    A refused repetition is a redirect to the page with the reason; it counts as 429 here.
    """
    browser, order = at_checkout(item, network)
    first = browser.pay(order, email=email).status_code
    again = [refusal(browser.send("proof", order.number, again="1")) for _ in range(times - 1)]
    return [first, *[429 if reason == "too_many" else 302 for reason in again]]


def test_one_network_uses_up_half_of_a_mailbox_at_most(item):
    answers = ask(item, "203.0.113.1", 4) + ask(item, "203.0.113.1", 4)
    assert answers == [302] * 5 + [429] * 3
    assert ask(item, "203.0.113.2") == [302]


def test_two_networks_that_use_up_a_mailbox_do_not_lock_its_owner_out(item):
    for network in ("203.0.113.1", "203.0.113.2", "203.0.113.3"):
        ask(item, network, 5)
    owner, order = at_checkout(item)
    prove(owner, order, email=OWNER)
    order.refresh_from_db()
    assert order.proved_address


def test_many_networks_do_not_flood_a_mailbox(item):
    for number in range(24):
        ask(item, f"203.0.113.{number}", 2)
    assert Mail.objects.filter(to=OWNER).count() == 20


def test_a_browser_that_proved_the_mailbox_before_is_never_locked_out_by_strangers(item):
    owner, order = at_checkout(item)
    prove(owner, order, email=OWNER)
    owner.send("cancel_checkout", order.number)
    AddressProof.objects.all().delete()
    for number in range(24):
        ask(item, f"203.0.113.{number}", 2)
    again = owner.check_out()
    prove(owner, again, email=OWNER)
    again.refresh_from_db()
    assert again.proved_address


def test_an_exhausted_network_budget_does_not_block_a_proved_mailbox(item):
    owner, order = at_checkout(item, "203.0.113.1")
    prove(owner, order, email=OWNER)
    owner.send("cancel_checkout", order.number)
    AddressProof.objects.all().delete()
    answers = [ask(item, "203.0.113.1", email=f"stranger{number}@example.com") for number in range(14)]
    assert answers[-1] == [429]
    again = owner.check_out()
    assert owner.pay(again, email=OWNER).url.endswith("/proof/")


def test_a_browser_that_proved_it_before_does_not_flood_it_either(item):
    owner, order = at_checkout(item)
    prove(owner, order, email=OWNER)
    for _ in range(4):
        owner.send("cancel_checkout", order.number)
        AddressProof.objects.filter(used_at__isnull=False).delete()
        order = owner.check_out()
        last = owner.pay(order, email=OWNER)
        for _ in range(3):
            owner.send("proof", order.number, again="1")
    assert last.status_code == 429
    assert Mail.objects.count() == 1 + 10
