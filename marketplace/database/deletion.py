"""Deletion of a row that other rows may reference, with an error message if one does."""

from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from marketplace.errors import Refused


def delete_unless_used(row: Model, otherwise: str) -> None:
    """Delete a row. Raises `Refused` with the message `otherwise` if another row references it."""
    try:
        with transaction.atomic():
            row.delete()
            # Otherwise Postgres would check deferred constraints at the commit, too late for an error message.
            connection.check_constraints()
    except IntegrityError:
        raise Refused(otherwise) from None
