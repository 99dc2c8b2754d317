"""Passwords of the demo's accounts: well known on this machine, new ones on a site that others can reach."""

import os
import secrets

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from config.demo.data.people import PASSWORD, SIGN_INS, make_people
from marketplace.models import User

VARIABLE = "LIVESTALL_DEMO_PASSWORD"
"""Environment variable with the password of the simulator's accounts, if it is not the known one."""


def get_simulator_password() -> str:
    """Return the password of the accounts that the simulator uses."""
    return os.environ.get(VARIABLE) or PASSWORD


def set_new_passwords() -> dict[str, str]:
    """Give the accounts new passwords: one for each account of the sign-ins, one for all the others.

    Returns the passwords by email address; the empty address stands for the others.
    """
    passwords = {email: secrets.token_urlsafe(9) for _, email, _ in SIGN_INS} | {"": secrets.token_urlsafe(18)}
    _demo_accounts().exclude(email__in=passwords).update(password=make_password(passwords[""]))
    for email, password in passwords.items():
        User.objects.filter(email=email).update(password=make_password(password))
    return passwords


def restore_known_password() -> None:
    """Give the accounts their known password again, if an earlier run has set new ones."""
    # Nobody signs in as the last person and changes the password, so this account stands for all the others.
    last = User.objects.filter(email=make_people()[-1].email).first()
    if last and not last.check_password(PASSWORD):
        _demo_accounts().update(password=make_password(PASSWORD))


def _demo_accounts() -> "QuerySet[User]":
    return User.objects.filter(email__in=[person.email for person in make_people()])
