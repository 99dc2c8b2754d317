"""Browsers of the two at the table, and of a stranger."""

from typing import Any

import pytest
from django.test import Client

from tests.trading.rooms import Room, draft, negotiating


class Browser:
    """A client signed in as one of the trade's people."""

    def __init__(self, user: Any, room: Room) -> None:
        self.client = Client()
        self.client.force_login(user)
        self.room = room

    def take(self, step: str, /, **form: Any) -> Any:
        """Send the form of a step."""
        return self.client.post(f"{self.room.trade.get_absolute_url()}{step}/", form)

    def look(self, path: str = "") -> Any:
        """Open the room, or a path below it."""
        return self.client.get(f"{self.room.trade.get_absolute_url()}{path}")


@pytest.fixture
def room(db: Any) -> Room:
    """A trade that both participants have joined."""
    return negotiating()


@pytest.fixture
def waiting(db: Any) -> Room:
    """A trade that only Alice, its seller, has joined."""
    return draft()


@pytest.fixture
def alice(room: Room) -> Browser:
    """Alice's browser."""
    return Browser(room.alice, room)


@pytest.fixture
def bob(room: Room) -> Browser:
    """Bob's browser."""
    return Browser(room.bob, room)


@pytest.fixture
def mallory(room: Room) -> Browser:
    """A stranger's browser."""
    return Browser(room.mallory, room)
