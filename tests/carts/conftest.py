"""What tests of the cart share: browsers of Bob and Mallory, and an ear on the live wire."""

import pytest

from config.live import Topic
from tests import cast
from tests.carts.browsers import Browser


@pytest.fixture
def bob(db):
    """Bob's browser; he is a guest until he signs in."""
    return Browser()


@pytest.fixture
def item(bob):
    """An item with a quantity of two in Bob's cart."""
    item = cast.item()
    bob.send("add", item=item.pk, quantity=2)
    return item


@pytest.fixture
def mallory(db):
    """A stranger's browser."""
    return Browser()


@pytest.fixture
def pushed_topics(monkeypatch):
    """The topics that were pushed, in order."""
    topics = []
    monkeypatch.setattr(Topic, "push", lambda topic, key="", **options: topics.append(topic.address(key)))
    return topics
