"""Records of erasures, in the database and in a file beside it, so that a restored backup can repeat them.

A record names nobody. An account is recorded by its number and its date of joining, an address by a digest that only a
secret key of the site can make.
"""

import json
import logging
import os
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime

from marketplace import clock
from marketplace.models import Erasure, User

logger = logging.getLogger(__name__)
HEX = frozenset("0123456789abcdef")


class InvalidRecord(ValueError):  # noqa: N818 - named by its cause
    """A line in a list of erasures that is none."""


def record_account_erasure(user: User) -> None:
    """Record the deletion of an account; called within its transaction."""
    _record(Erasure(account_id=user.pk, joined_at=user.date_joined))


def record_address_erasures(emails: Iterable[str]) -> None:
    """Record the erasure of guests with these addresses; called within its transaction."""
    for email in sorted({email.lower() for email in emails}):
        _record(Erasure(digest=make_digest(email, settings.SECRET_KEY), key_id=make_key_id(settings.SECRET_KEY)))


def make_digest(email: str, key: str) -> str:
    """Return the digest of an address by one of the site's secret keys."""
    return salted_hmac("marketplace.erased_address", email.lower(), secret=key, algorithm="sha256").hexdigest()


def make_key_id(key: str) -> str:
    """Return a short name of a secret key that does not reveal it."""
    return salted_hmac("marketplace.erasure_key", "", secret=key, algorithm="sha256").hexdigest()[:16]


def write_record(erasure: Erasure) -> str:
    """Return the erasure as one line of JSON."""
    # Not by Django's encoder, which cuts times to milliseconds: the date of joining has to match in full.
    return json.dumps(erasure.record, default=datetime.isoformat)


def read_records(lines: Iterable[str]) -> list[Erasure]:
    """Return the erasures of a list, one line each, without duplicates. Raises `InvalidRecord`."""
    found = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                erasure = _parse(json.loads(line))
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise InvalidRecord(f"line {number} is no record of an erasure") from error
            found[erasure.pk] = erasure
    return list(found.values())


def read_record_file(path: Path) -> list[Erasure]:
    """Return the erasures in a file; none without the file. Raises `InvalidRecord`.

    A last line without an end is left out: the machine stopped while writing it, and the database has the record.
    """
    if not path.exists():
        return []
    whole, _, _ = path.read_text(encoding="utf-8", errors="replace").rpartition("\n")
    return read_records(whole.splitlines())


def append_record(line: str) -> None:
    """Append a record to the file beside the database. A failure is logged: the table has the record as well."""
    path: Path = settings.ERASURES_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # One write of one line at the end of the file: processes that append at the same time do not mix their lines.
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, f"{line}\n".encode())
            os.fsync(file)
        finally:
            os.close(file)
    except OSError:
        logger.exception("An erasure could not be written to %s", path)


def _record(erasure: Erasure) -> None:
    erasure.erased_at = clock.read()
    erasure.save(force_insert=True)
    transaction.on_commit(partial(append_record, write_record(erasure)), robust=True)


def _parse(record: dict[str, Any]) -> Erasure:
    account_id, digest, key_id = record["account_id"], record["digest"], record["key_id"]
    joined_at, erased_at = (parse_datetime(record[name] or "") for name in ("joined_at", "erased_at"))
    is_account = isinstance(account_id, int) and bool(joined_at) and digest == ""
    is_address = account_id is None and joined_at is None and len(digest) == 64 and HEX.issuperset(digest)
    if erased_at is None or not (is_account or is_address) or len(key_id) > 16:
        raise ValueError(record)
    fields = {"account_id": account_id, "joined_at": joined_at, "digest": digest, "key_id": key_id}
    return Erasure(pk=UUID(record["id"]), erased_at=erased_at, **fields)
