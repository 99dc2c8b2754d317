"""Postgres advisory locks: one transaction at a time for each name."""

from django.db import connection


def advisory_lock(name: str) -> None:
    """Wait for the lock of this name and keep it until the transaction ends.

    It guards decisions that depend on rows other transactions may be adding: two tabs checking out at once would each
    see no open checkout, and hold everything twice. Names in use: a cart owner's key (`u-<account>`, `v-<visitor>`),
    `e-<digest of an address>` and others with a prefix of their own.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [name])
