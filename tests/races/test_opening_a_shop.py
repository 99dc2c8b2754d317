"""Opening a shop and answering an invitation at the same moment: each happens once."""

from functools import partial

import pytest

from marketplace.errors import Refused
from marketplace.models import Invitation, Shop
from tests import cast
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_form_sent_twice_at_once_opens_one_shop():
    alice = cast.person("Alice Seller")
    shops = run_together(*[lambda: Shop.objects.found(alice, name="Pots")] * 3)
    assert set(shops) == {Shop.objects.get()}


def test_two_people_who_want_one_name_at_once_get_it_once():
    people = [cast.person("Alice Seller"), cast.person("Mallory New")]
    results = run_together(*[partial(Shop.objects.found, who, name="Pots") for who in people])
    assert sorted(type(result).__name__ for result in results) == ["Refused", "Shop"]


def test_an_invitation_accepted_and_withdrawn_at_once_is_one_of_both():
    shop, carol = cast.shop(), cast.person("Carol Clerk")
    for _ in range(5):
        invitation = Invitation.objects.send(shop, carol.email, by=shop.owner)
        accepted, withdrawn = run_together(partial(invitation.accept, carol), shop.invitations.all().withdraw)
        assert isinstance(accepted, Refused) == bool(withdrawn)
        assert shop.staff.filter(pk=carol.pk).exists() != bool(withdrawn)
        shop.remove_staff(carol)
