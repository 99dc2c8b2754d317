"""An unreadable cache entry counts as missing: pages still work, and nothing is unpickled."""

import os
import pickle
from typing import Any

import pytest
from django.core.cache import cache as site_cache
from django.test import Client

from activity import toast_tally
from leaderboard.trending import refresh_trending
from marketplace.cache import backend as module
from tests import cast
from trading import presence

pytestmark = pytest.mark.detail

cache: Any = site_cache
PICKLED_BY_ANOTHER_RELEASE = (
    b"\x80\x05\x95\x1f\x00\x00\x00\x00\x00\x00\x00\x8c\tgone.away\x94\x8c\x05Entry\x94\x93\x94)\x81\x94."
)
GARBAGE = [
    PICKLED_BY_ANOTHER_RELEASE,
    b"",
    b"\xc1",
    b"\xff\xff",
    b"\x93\x01",
    b"not a number",
    b"{",
    "é".encode("latin1"),
]


class Touch:
    """Leaves a file behind wherever it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self.path}",)


def redis() -> Any:
    return cache._cache.get_client(write=True)


def names() -> list[bytes]:
    """Return this test's Redis entries as plain values."""
    found = redis().scan_iter(match=f"{cache.key_prefix}:*", count=1000)
    return [name for name in found if redis().type(name) == b"string"]


@pytest.mark.parametrize("value", GARBAGE)
@pytest.mark.django_db(transaction=True)
def test_pages_answer_when_no_entry_can_be_read(value):
    alice = cast.person("Alice Seller")
    shop = cast.shop(alice)
    boots = cast.product(title="Boots", in_shop=shop)
    cast.paid_order(cast.guest(), (boots.items.get(), 1))
    refresh_trending()
    browser = Client()
    browser.force_login(alice)
    pages = [
        "/",
        "/categories/shoes/",
        boots.get_absolute_url(),
        shop.get_absolute_url(),
        "/activity/",
        "/activity/recent/",
    ]
    pages += [f"/desk/{shop.slug}/carts/", f"/desk/{shop.slug}/carts/numbers/"]
    before = [browser.get(page).status_code for page in pages]
    assert len(names()) > 4
    for name in names():
        redis().set(name, value)
    assert [browser.get(page).status_code for page in pages] == before == [200] * len(pages)


def test_nothing_is_unpickled(tmp_path):
    mark = tmp_path / "was-here"
    redis().set(cache.make_key("hello"), pickle.dumps(Touch(str(mark))))
    assert cache.get("hello", "missing") == "missing"
    assert cache.get_many(["hello"]) == {}
    assert not mark.exists()


def test_one_unreadable_entry_costs_the_others_nothing():
    cache.set("good", [1, 2])
    redis().set(cache.make_key("bad"), PICKLED_BY_ANOTHER_RELEASE)
    assert cache.get_many(["good", "bad"]) == {"good": [1, 2]}
    assert cache.get("good") == [1, 2]


def test_an_entry_of_another_kind_is_missing_and_the_cache_is_asked_again():
    redis().sadd(cache.make_key("kind"), "member")
    cache.set("good", "value")
    assert cache.get("kind") is None
    assert not module._paused_until
    assert cache.get("good") == "value"


@pytest.mark.parametrize("value", GARBAGE)
def test_counters_that_can_not_be_read_begin_anew(value):
    for name in ("codes", "presence:rooms", "presence:room", toast_tally.TALLY, "activity:told:bob"):
        redis().set(cache.make_key(f"shared:{name}"), value)
    assert (cache.current_count("codes"), cache.increment("codes", 60)) == (0, 1)
    toast_tally.add_to_tally(["one"])
    assert toast_tally.pop_tally() == {}
    assert (presence.record_presence("room", 1), presence.seconds_since_presence("room")) == (False, {})
    assert toast_tally.add_new_events("bob", ["one"]) == []
    toast_tally.add_to_tally(["one"])
    assert toast_tally.pop_tally() == {"one": 1}
    assert not module._paused_until
