"""Instances of several joined models from raw SQL, for the few queries of most pages.

As querysets, these queries take several times longer to compile in Python, on every page, than to run in the database.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, models


class JoinedModels:
    """The models joined by a raw SQL statement, by the aliases of their tables."""

    def __init__(self, *, without: frozenset[str] = frozenset(), **models_by_alias: type[models.Model]) -> None:
        self.parts = [
            (alias, model, [field.attname for field in model._meta.concrete_fields if field.attname not in without])
            for alias, model in models_by_alias.items()
        ]

    @property
    def columns(self) -> str:
        """Return all columns of the models, for the end of the `SELECT` list."""
        return ", ".join(f"{alias}.{name}" for alias, _, names in self.parts for name in names)

    def rows(self, statement: str, params: Iterable[Any]) -> Iterator[tuple[list[Any], list[Any]]]:
        """Yield for each row its leading values and an instance of each model.

        An instance is None if its table is left-joined and has no matching row.
        """
        width = sum(len(names) for _, _, names in self.parts)
        with connection.cursor() as cursor:
            cursor.execute(statement, list(params))
            for row in cursor.fetchall():
                values = iter(row)
                before = list(islice(values, len(row) - width))
                yield before, [_build_instance(model, names, values) for _, model, names in self.parts]


def _build_instance(model: type[models.Model], names: list[str], values: Iterator[Any]) -> models.Model | None:
    own = list(islice(values, len(names)))
    return None if own[0] is None else model.from_db("default", names, own)
