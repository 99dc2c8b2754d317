"""Passwords of the demo's accounts: known to everybody on this machine alone, made anew where others can come."""

import os
import secrets

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from config.demo.people import PASSWORD, SIGN_INS, people
from marketplace.models import User

VARIABLE = "LIVESTALL_DEMO_PASSWORD"
"""Tells the simulator the password of its accounts where it is not the known one."""


def of_simulated() -> str:
    """Return the password of the accounts that the simulator uses."""
    return os.environ.get(VARIABLE) or PASSWORD


def make_own() -> dict[str, str]:
    """Give the accounts new passwords, one each to those that are meant to be tried; return these by e-mail address.

    All others share the one that stands under the empty address.
    """
    made = {email: secrets.token_urlsafe(9) for _, email, _ in SIGN_INS} | {"": secrets.token_urlsafe(18)}
    _accounts().exclude(email__in=made).update(password=make_password(made[""]))
    for email, password in made.items():
        User.objects.filter(email=email).update(password=make_password(password))
    return made


def restore_known() -> None:
    """Give the accounts their known password again where an earlier run had made its own."""
    # Nobody signs in as the last of the crowd, so that its password tells whose all others are.
    one = User.objects.filter(email=people()[-1].email).first()
    if one and not one.check_password(PASSWORD):
        _accounts().update(password=make_password(PASSWORD))


def _accounts() -> "QuerySet[User]":
    return User.objects.filter(email__in=[person.email for person in people()])
