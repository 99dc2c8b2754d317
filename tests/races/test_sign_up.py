"""A sign-up form sent twice at once makes one account, and fails for nobody."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.models import User
from tests import cast
from tests.races.threads import run_together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow
def test_a_sign_up_form_sent_twice_at_once_makes_one_account(settings):
    # As slow as for real: between the look whether the address is taken and the new row lies the hashing.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    form = {"email": "new@example.com", "password1": cast.PASSWORD, "display_name": "New Person"}
    send = [lambda: Client().post(reverse("account_signup"), form).status_code for _ in range(6)]
    statuses = run_together(*send)
    assert User.objects.filter(email="new@example.com").count() == 1
    assert set(statuses) <= {200, 302, 429}, statuses
