"""What all tests share: servers, and the settings that tests need otherwise."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from config import servers

servers.start()


@pytest.fixture(scope="session", autouse=True)
def _settings_of_tests(django_db_modify_db_settings: None) -> None:
    """Hash passwords fast, serve static files as they lie, and keep tests apart from each other's limits."""
    from django.conf import settings

    database: dict[str, Any] = settings.DATABASES["default"]
    cache: dict[str, Any] = settings.CACHES["default"]
    # Two runs in one clone share the servers, but neither the database nor what is cached.
    database.setdefault("TEST", {})["NAME"] = f"test_livestall_{os.getpid()}"
    cache["KEY_PREFIX"] = f"test_livestall_{os.getpid()}"
    database["OPTIONS"]["pool"].update(max_size=60, timeout=30)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    # Each test client would otherwise scan all collected files first.
    settings.SERVESTATIC_AUTOREFRESH = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Make the tests' database, and let nobody keep it from being dropped at the end."""
    from django.db import connection

    yield
    # A thread of a server that runs in this process may still have a connection.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
