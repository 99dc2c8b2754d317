"""Preparation of the database for the demo: no timeouts during the set-up, and an empty start."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections


@contextmanager
def disable_timeouts() -> Iterator[None]:
    """Disable the statement and idle timeouts of the database; they are meant for pages.

    On a busy machine `migrate` can pause longer between two statements than the idle timeout allows.
    """
    options = connection.settings_dict["OPTIONS"]
    if "options" not in options:  # through a pooler: `migrate` and `load_demo` see to it themselves
        yield
        return
    before = options["options"]
    _reconnect(f"{before} -c statement_timeout=0 -c idle_in_transaction_session_timeout=0")
    try:
        yield
    finally:
        _reconnect(before)


def _reconnect(options: str) -> None:
    database: Any = connections["default"]
    database.close()
    database.close_pool()
    database.settings_dict["OPTIONS"]["options"] = options


def delete_data() -> None:
    """Empty the database, the cache and the media folder. Raises OperationalError while the database is in use."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    cache.clear()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
