"""What all tests share: servers, and the settings that tests need otherwise."""

import os

import pytest

from config import servers

servers.start()


@pytest.fixture(scope="session", autouse=True)
def _settings_of_tests(django_db_modify_db_settings: None) -> None:
    """Hash passwords fast, serve static files as they lie, and keep tests apart from each other's limits."""
    from django.conf import settings

    # Two runs in one clone share the servers, but not the database.
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_livestall_{os.getpid()}"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.DATABASES["default"]["OPTIONS"]["pool"].update(max_size=60, timeout=30)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
