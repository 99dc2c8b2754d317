"""Postgres advisory locks: one transaction at a time for each name, and files that stay during a backup."""

from django.db import connection


def advisory_lock(name: str) -> None:
    """Wait for the lock of this name and keep it until the transaction ends.

    It guards decisions that depend on rows other transactions may be adding: two tabs checking out at once would each
    see no open checkout, and hold everything twice. Names in use: a cart owner's key (`u-<account>`, `v-<visitor>`),
    `e-<digest of an address>` and others with a prefix of their own.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [name])


KEEP_FILES = "SELECT pg_advisory_lock_shared(hashtextextended('files', 3))"
"""Statement of a backup's session, which keeps all media files until the session ends."""


def may_delete_files() -> bool:
    """Tell whether media files may be deleted: not while a backup copies the files that its snapshot names.

    Ask after the commit that removes the file's name. A backup takes its lock before its snapshot, so a deletion that
    was allowed is of a file that no snapshot names.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('files', 3))")
        return bool(cursor.fetchone()[0])
