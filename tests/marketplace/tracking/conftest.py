"""Browsers that know their cookie."""

from collections.abc import Callable

import pytest
from django.test import Client

from marketplace.models import User

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
Browse = Callable[..., Client]


@pytest.fixture
def stranger() -> Client:
    """Return a browser that was never here."""
    return Client(headers={"User-Agent": FIREFOX})


@pytest.fixture
def browse() -> Browse:
    """Return a function that makes a browser with the visitor cookie, signed in if a user is given."""

    def open_browser(user: User | None = None) -> Client:
        client = Client(headers={"User-Agent": FIREFOX})
        if user:
            client.force_login(user)
        client.get("/cart/")
        return client

    return open_browser
