"""Repetition of erasures in a restored database: erased people stay erased."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import EmailField

from marketplace.accounts.account_deletion import delete_account, find_deletion_obstacles
from marketplace.accounts.erasure import erase_addresses, lock_erasures
from marketplace.accounts.erasure_records import make_digest, make_key_id
from marketplace.models import Erasure, User


@dataclass
class Replay:
    """The result of a repetition; `unreadable` are addresses recorded by an unknown secret key."""

    accounts: int = 0
    addresses: int = 0
    unreadable: list[Erasure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def find_unreadable(records: Iterable[Erasure]) -> list[Erasure]:
    """Return the addresses that were recorded by a secret key unknown to this site."""
    known = {make_key_id(key) for key in _secret_keys()}
    return [record for record in records if record.digest and record.key_id not in known]


def replay_erasures(records: Iterable[Erasure]) -> Replay:
    """Repeat the erasures that the database has no record of. Safe to run twice.

    The database of a backup has the records of all erasures up to then, so that no clock decides. An erasure before the
    backup is not repeated: the same guest may have come back after it.
    """
    new = {record.pk: record for record in records}
    for pk in Erasure.objects.filter(pk__in=list(new)).values_list("pk", flat=True):
        del new[pk]
    result = Replay(unreadable=find_unreadable(new.values()))
    # Not recorded as done: a run that knows the key repeats them.
    for record in result.unreadable:
        del new[record.pk]
    for record in new.values():
        _repeat_account(record, result)
    _repeat_addresses({record.digest for record in new.values() if record.digest}, result)
    # Last: a repetition that fails is made again by the next one.
    Erasure.objects.bulk_create(new.values(), ignore_conflicts=True)
    return result


def _repeat_account(record: Erasure, result: Replay) -> None:
    if record.account_id is None or record.joined_at is None:
        return
    joined_at = record.joined_at
    # Files of earlier releases know milliseconds only.
    until = joined_at + (timedelta(microseconds=1) if joined_at.microsecond % 1000 else timedelta(milliseconds=1))
    accounts = User.objects.filter(pk=record.account_id, date_joined__gte=joined_at, date_joined__lt=until)
    user = accounts.filter(left_at=None).first()
    if user is None:
        return
    obstacles = find_deletion_obstacles(user)
    delete_account(user, again=True)
    if obstacles:
        result.warnings.append(f"Account {user.pk} was deleted although: {' '.join(obstacles)}")
    result.accounts += 1


@transaction.atomic
def _repeat_addresses(digests: set[str], result: Replay) -> None:
    if not digests:
        return
    keys = _secret_keys()
    found = [email for email in _known_addresses() if any(make_digest(email, key) in digests for key in keys)]
    lock_erasures()
    erase_addresses(found)
    result.addresses = len(found)


def _secret_keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _known_addresses() -> set[str]:
    """Return all email addresses in the database, in lower case."""
    found: set[str] = set()
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, EmailField):
                addresses = model._base_manager.values_list(column.name, flat=True).distinct()
                found.update(address.lower() for address in addresses.iterator() if address)
    return found
