"""What tests of the admin share: who may do everything, and how an action is sent."""

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
        """Tick things in their list and choose an action; with fields, also send the page that asks."""
        chosen = {"action": name, "_selected_action": [thing.pk for thing in things]}
        return self.post(list_of(type(things[0])), {**chosen, **fields})

    def sure(self, name: str, *things: Model, **fields: Any) -> Any:
        """Choose an action and send the page that asks."""
        return self.act(name, *things, sure="yes", **fields)


def list_of(model: type[Model]) -> str:
    """Return the address of a model's list."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(thing: Model, name: str = "change") -> str:
    """Return the address of a page about one thing."""
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_{name}", args=[thing.pk])


@pytest.fixture
def desk(db):
    """The desk of somebody who may do everything."""
    return Desk(User.objects.create_superuser("root@example.com", cast.PASSWORD))


@pytest.fixture
def clerk(db):
    """The desk of staff who may look at orders and products, and do nothing to them."""
    user = cast.person("Clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return Desk(user)
