"""Two releases of the site that run beside each other during an update do not read each other's entries."""

import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache

from config.release import hash_code
from marketplace.cache.backend import FailOpenRedisCache
from trading import presence

pytestmark = pytest.mark.detail


def of_release(name):
    configured: Any = settings.CACHES["default"]
    return FailOpenRedisCache(configured["LOCATION"], {**configured, "KEY_PREFIX": cache.key_prefix, "VERSION": name})


@pytest.fixture
def old():
    return of_release("old")


@pytest.fixture
def new():
    return of_release("new")


def test_each_has_its_own_entries(old, new):
    old.set("page", "as it was")
    assert new.get("page") is None
    assert new.add("page", "as it is")
    assert old.get("page") == "as it was"


def test_keys_marked_as_shared_are_read_by_both_releases(old, new):
    old.set("shared:seen", 1, None)
    assert new.get("shared:seen") == 1
    assert new.get_many(["shared:seen"]) == {"shared:seen": 1}


def test_attempts_to_sign_in_are_counted_over_an_update(old, new):
    old.set("allauth:rl:login", [1.0])
    assert new.get("allauth:rl:login") == [1.0]


def test_counters_and_presence_go_on_over_an_update(old, new, monkeypatch):
    assert [old.increment("codes", 60), new.increment("codes", 60)] == [1, 2]
    assert old.current_count("codes") == new.current_count("codes") == 2
    assert old.current_count("never") == 0
    monkeypatch.setattr(presence, "cache", old)
    assert presence.record_presence("room", 5)
    monkeypatch.setattr(presence, "cache", new)
    assert set(presence.seconds_since_presence("room")) == {5}


def test_the_site_uses_the_release_of_its_code():
    assert hash_code(settings.BASE_DIR) == settings.RELEASE
    assert f":{settings.RELEASE}:" in cache.make_key("page")
    command = "from django.conf import settings; print(settings.RELEASE)"
    beside = subprocess.run(
        [sys.executable, "-c", command],
        cwd=settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "config.settings", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert beside.stdout.strip() == settings.RELEASE


@pytest.mark.parametrize("name", ["shop/models.py", "templates/page.html"])
def test_another_text_is_another_release(tmp_path, name):
    file = tmp_path / name
    file.parent.mkdir()
    (file.parent / "__init__.py").touch()
    file.write_text("one")
    before = hash_code(tmp_path)
    assert hash_code(tmp_path) == before
    file.write_text("two")
    assert hash_code(tmp_path) != before


def test_data_and_tests_do_not_change_the_release(tmp_path):
    before = hash_code(tmp_path)
    for name in (".data/one.py", "data/media/two.txt", "tests/test_three.py", "tests/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    assert hash_code(tmp_path) == before
