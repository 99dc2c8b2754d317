"""The periods of leaderboards: a month in the site's time zone, or all time."""

import re
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.dates import MONTHS

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


class Period(NamedTuple):
    """A month, or all time; all time is stored as year 0 and month 0."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Return the period called `2026-11` or `all`; raises ValueError for anything else."""
        if text == "all":
            return ALL_TIME
        found = _MONTH.fullmatch(text)
        if found is None or found[1] == "0000":
            raise ValueError("a month like 2026-11, or all")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}" if self.year else "all"

    @property
    def title(self) -> str:
        """Return the name on pages, e.g. `November 2026`."""
        return f"{MONTHS[self.month]} {self.year}" if self.year else "All time"

    @property
    def before(self) -> "Period":
        """Return the month before; all time has none and returns itself."""
        if not self.year:
            return self
        return Period(self.year, self.month - 1) if self.month > 1 else Period(self.year - 1, 12)

    @property
    def after(self) -> "Period":
        """Return the month after; all time has none and returns itself."""
        if not self.year:
            return self
        return Period(self.year, self.month + 1) if self.month < 12 else Period(self.year + 1, 1)

    def back_to(self, first: "Period") -> "list[Period]":
        """Return the months from this one back to `first`, both included; empty where `first` comes later."""
        months, month = [], self
        while month >= first:
            months.append(month)
            month = month.before
        return months


ALL_TIME = Period(0, 0)


def this_month() -> Period:
    """Return the current month by the database's clock, in the site's time zone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_char(clock_timestamp() AT TIME ZONE %s, 'YYYY-MM')", [settings.TIME_ZONE])
        return Period.parse(cursor.fetchone()[0])
