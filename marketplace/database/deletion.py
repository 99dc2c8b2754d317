"""Deleting a row that others may point to, with an answer for the page where one does."""

from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from marketplace.errors import Refused


def delete_unless_used(row: Model, otherwise: str) -> None:
    """Delete a row. Raises `Refused` with the sentence `otherwise` where another row points to it."""
    try:
        with transaction.atomic():
            row.delete()
            # Postgres looks for rows that were written meanwhile at the commit only, too late for an answer.
            connection.check_constraints()
    except IntegrityError:
        raise Refused(otherwise) from None
