"""Shared by all tests: servers, databases, and settings that differ from the site's."""

import gc
import itertools
import os
import re
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from config import servers
from tests.database import delete_rows, use_database_copy
from tests.pooler import through_pooler

PREFIX = "test_livestall_"
SELECTED_OTHERWISE = re.compile(r"^pytestmark = .*mark\.(?:bench|detail|faults|slow)\b", re.MULTILINE)
LONGEST = "test_demo_command.py"
"""Begun first: its place in the order is near the end, where the other workers would wait for it."""
serial = itertools.count(1)


def _compile_once() -> None:
    """Keep bytecode, out of sight where none is wanted beside the sources: dozens of processes import the same."""
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode, sys.pycache_prefix = False, str(servers.data_dir() / "bytecode")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix


_compile_once()
servers.start()
# For the processes that tests start: a run in the clone of a running demo shares its Redis.
os.environ["REDIS_PREFIX"] = f"livestall_tests_{os.getpid()}"
# Garbage collection over the imported modules would take a tenth of the tests' time.
gc.freeze()
gc.set_threshold(100_000)


def pytest_xdist_auto_num_workers() -> int:
    """Run one worker more than there are cores: some tests wait for a browser or a clock."""
    # Only Linux tells how many of the cores this process may use.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--pooler`: the tests' own connections go through PgBouncer in transaction mode."""
    parser.addoption("--pooler", action="store_true", help="connect through PgBouncer in transaction mode")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Run every test of a file named on the command line, with any mark, unless `-m` is given as well."""
    given = [str(each) for each in config.invocation_params.args]
    if any(".py" in each for each in given) and not any(each.startswith("-m") for each in given):
        config.option.markexpr = ""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out files without tests of this run: each worker would import them all for nothing."""
    chosen = config.getoption("markexpr")
    if not chosen or not collection_path.match("test_*.py"):
        return None
    text = collection_path.read_text()
    if chosen.startswith("not slow"):
        return bool(SELECTED_OTHERWISE.search(text)) or None
    mark = re.fullmatch(r"(bench|detail|faults|slow)(?: and not slow)?", chosen)
    return (f"mark.{mark[1]}" not in text or None) if mark else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Begin the longest file first."""
    yield
    items.sort(key=lambda item: item.path.name != LONGEST)


@pytest.fixture(scope="session", autouse=True)
def _settings_of_tests(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Hash passwords fast, serve static files as they lie, and keep tests apart from each other's limits."""
    from django.conf import settings

    from marketplace.operations.maintenance import switch

    database: dict[str, Any] = settings.DATABASES["default"]
    cache: dict[str, Any] = settings.CACHES["default"]
    # Two runs in one clone share the servers, but neither the database nor the cache.
    cache["KEY_PREFIX"] = f"{PREFIX}{os.getpid()}"
    # Pushes and tasks are kept apart as well: a demo in this clone must not show toasts of tests.
    layer: Any = settings.CHANNEL_LAYERS["default"]
    layer["CONFIG"]["prefix"] = os.environ["REDIS_PREFIX"]
    settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"{os.environ['REDIS_PREFIX']}:"
    database["OPTIONS"]["pool"].update(max_size=60, timeout=30)
    # Fifty at once on a busy machine wait their turn for longer than a page would.
    database["OPTIONS"]["options"] += " -c lock_timeout=30s -c statement_timeout=60s"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # It answers asynchronously, and so would cost each request of a test client a thread and a loop.
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("servestatic.")]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.ERASURES_FILE = tmp_path_factory.mktemp("erasures") / "erasures.jsonl"
    # Tests count statements: none is a look at the maintenance mode, but in its own tests.
    switch.fresh_until = float("inf")


@pytest.fixture(autouse=True)
def _cache_of_its_own(_settings_of_tests: None) -> None:
    """Give each test an empty cache by its own key prefix; flushing Redis would disturb concurrent tests.

    Also end a pause of the cache that a Redis failure in an earlier test began.
    """
    from django.conf import settings
    from django.core.cache import cache

    from marketplace.cache.backend import _paused_until

    _paused_until.clear()
    cached: dict[str, Any] = settings.CACHES["default"]
    if cached["KEY_PREFIX"].startswith(PREFIX):
        cached["KEY_PREFIX"] = cache.key_prefix = f"{PREFIX}{os.getpid()}_{next(serial)}"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, _settings_of_tests: None, django_db_blocker: Any, pytestconfig: pytest.Config
) -> Iterator[None]:
    """Give each worker a database of its own."""
    from django.test import TransactionTestCase

    # Django truncates all tables and fills some again: slow, for each test that commits.
    TransactionTestCase._fixture_teardown = lambda case: delete_rows()  # type: ignore[attr-defined]
    is_pooled = pytestconfig.getoption("--pooler")
    with (
        django_db_blocker.unblock(),
        use_database_copy(f"{PREFIX}{os.getpid()}"),
        through_pooler() if is_pooled else nullcontext(),
    ):
        yield
