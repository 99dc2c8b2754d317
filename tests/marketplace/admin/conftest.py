"""Fixtures of admin tests: browsers of a superuser and of limited staff, and a way to send actions."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from marketplace.models import User
from tests import cast


class Desk(Client):
    """A browser signed in to the admin."""

    def __init__(self, user: User) -> None:
        super().__init__()
        self.user = user
        self.force_login(user)

    def act(self, name: str, *things: Model, **fields: Any) -> Any:
        """Select rows in their list and run an action; with fields, also send the confirmation page."""
        chosen = {"action": name, "_selected_action": [thing.pk for thing in things]}
        return self.post(list_of(type(things[0])), {**chosen, **fields})

    def sure(self, name: str, *things: Model, **fields: Any) -> Any:
        """Run an action and send its confirmation page."""
        return self.act(name, *things, sure="yes", **fields)


def list_of(model: type[Model]) -> str:
    """Return the URL of a model's list."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(thing: Model, name: str = "change") -> str:
    """Return the URL of a page about one object."""
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{name}", args=[thing.pk])


@pytest.fixture
def desk(db):
    """The admin of a superuser."""
    return Desk(User.objects.create_superuser("root@example.com", cast.PASSWORD))


@pytest.fixture
def clerk(db):
    """The admin of staff with permission to view orders and products, but not to change them."""
    user = cast.person("Clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return Desk(user)
