"""Which migrations the code of the version before tolerates, while both versions run side by side in an update.

A migration whose operations do not show it says so itself: `runs_beside_old_code = True` or `False` in its class.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres import operations as postgres
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

HARMLESS = (
    migrations.CreateModel,
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.RenameIndex,
    migrations.RemoveConstraint,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.AlterModelTableComment,
    migrations.AlterOrderWithRespectTo,
    postgres.AddIndexConcurrently,
    postgres.RemoveIndexConcurrently,
    postgres.ValidateConstraint,
)
DECLARATION = "runs_beside_old_code"

Key = tuple[str, str]


def find_obstacles(known: set[Key]) -> dict[Key, list[str]]:
    """Return, for each migration that is not `known` to the code before, the operations that it does not tolerate."""
    loader = MigrationLoader(None)
    return {
        key: found
        for key, migration in sorted(loader.disk_migrations.items())
        if key not in known and (found := list(_obstacles(key, migration, loader)))
    }


def _obstacles(key: Key, migration: Any, loader: MigrationLoader) -> Iterator[str]:
    declared = getattr(migration, DECLARATION, None)
    if declared is not None:
        if not declared:
            yield f"it says {DECLARATION} = False"
        return
    state = loader.project_state(key, at_end=False)
    yield from obstacles_of_operations(migration.operations, key[0], state)


def obstacles_of_operations(operations: list[Operation], app: str, state: ProjectState) -> Iterator[str]:
    """Describe the operations that code of the `state` before does not tolerate."""
    for operation in operations:
        before = state.clone()
        operation.state_forwards(app, state)
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from obstacles_of_operations(list(operation.database_operations), app, before)
        elif not _is_tolerated(operation, app, before, state):
            yield operation.describe()


def _is_tolerated(operation: Operation, app: str, before: ProjectState, after: ProjectState) -> bool:
    if isinstance(operation, HARMLESS):
        return True
    if isinstance(operation, migrations.AddField):
        return _may_be_left_out(operation.field)
    if isinstance(operation, migrations.AlterField):
        old = before.models[app, operation.model_name_lower].fields[operation.name]
        return _is_same_column(old, operation.field)
    if isinstance(operation, migrations.AlterModelTable):
        return _table(before, app, operation.name) == _table(after, app, operation.name)
    if isinstance(operation, migrations.RenameModel):
        return _table(before, app, operation.old_name) == _table(after, app, operation.new_name)
    return False


def _may_be_left_out(field: Any) -> bool:
    """Tell whether an insert that does not name the field succeeds. Django keeps no `default` in the database."""
    return bool(field.null or field.many_to_many or field.has_db_default() or getattr(field, "generated", False))


def _is_same_column(old: Any, new: Any) -> bool:
    (_, old_path, old_args, old_words), (_, new_path, new_args, new_words) = old.deconstruct(), new.deconstruct()
    ignored = {*BaseDatabaseSchemaEditor.__dict__.get("non_db_attrs", ()), *new.non_db_attrs, "default", "upload_to"}
    if isinstance(old, models.CharField) and (old.max_length or 0) <= (new.max_length or 10**9):
        ignored.add("max_length")
    kept = [{name: value for name, value in words.items() if name not in ignored} for words in (old_words, new_words)]
    return (old_path, old_args, kept[0]) == (new_path, new_args, kept[1])


def _table(state: ProjectState, app: str, name: str) -> str:
    options = state.models[app, name.lower()].options
    return str(options.get("db_table") or f"{app}_{name.lower()}")
