"""Signing out everywhere, and deleting the account, close all of that person's sockets at once, and no others."""

import pytest
from django.test import Client

from marketplace.accounts.account_deletion import delete_account
from marketplace.models import User
from tests import cast
from tests.sockets import declared_topics

CUT = 4001
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_page(visit):
    """Return a function that opens a member's page in a new browser."""

    def open_page(user):
        client = Client()
        client.force_login(user)
        page = visit(session_key=client.session.session_key)
        page.listen(f"{declared_topics.own.name}.u-{user.pk}", user_id=user.pk)
        return page

    return open_page


@pytest.mark.parametrize("end", [User.sign_out_everywhere, delete_account])
def test_all_pages_of_that_person_are_cut_within_two_seconds(open_page, end):
    bob, mallory = cast.person("Bob Buyer"), cast.person("Mallory")
    laptop, phone, other = open_page(bob), open_page(bob), open_page(mallory)
    end(bob)
    assert laptop.close_code(timeout=2) == CUT
    assert phone.close_code(timeout=2) == CUT
    declared_topics.push(f"{declared_topics.own.name}.u-{mallory.pk}")
    assert other.hear("nudge")
