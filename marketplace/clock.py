"""The database's clock, the only clock for deadlines."""

from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func


class ClockTimestamp(Func):
    """The time of the evaluation of the expression.

    `Now()` is the start of the statement or transaction. This clock also moves on while a statement waits for a lock,
    so a deadline that passed during the wait is seen to have passed.
    """

    template = "clock_timestamp()"
    output_field = DateTimeField()


def read() -> datetime:
    """Return the time by that clock, for rows that are locked already: nothing waits between reading and writing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
