"""An update knows which migrations the version before tolerates: while both run, and when it has to go back."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import CommandError, call_command
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.functions import Now

from marketplace.database.migration_safety import find_obstacles, obstacles_of_operations

BEFORE_THE_RULE = {
    "activity": 7, "carts": 10, "config": 1, "leaderboard": 5, "marketplace": 31, "trading": 9,
}  # fmt: skip
"""The number of the last migration of each app that was written before the rule."""


def paths() -> list[str]:
    return [str(path.relative_to(settings.BASE_DIR)) for path in Path(settings.BASE_DIR).glob("*/migrations/0*.py")]


def obstacles(*operations):
    state = ProjectState()
    fields: list[tuple[str, models.Field]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("title", models.CharField(max_length=10)),
        ("note", models.TextField(null=True)),
    ]
    state.add_model(ModelState("marketplace", "Bag", fields, {"db_table": "bags"}))
    return list(obstacles_of_operations(list(operations), "marketplace", state))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.CreateModel("Box", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("bag", "colour", models.TextField(null=True)),
        migrations.AddField("bag", "made_at", models.DateTimeField(db_default=Now())),
        migrations.AlterField("bag", "title", models.CharField(max_length=10, help_text="Shown on pages.")),
        migrations.AlterField("bag", "title", models.CharField(max_length=20)),
        migrations.RenameModel("Bag", "Sack"),  # its table has a name of its own
        AddIndexConcurrently("bag", models.Index(fields=["title"], name="bag_title")),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("bag", "note")]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_the_code_before_tolerates(operation):
    assert obstacles(operation) == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("bag", "note"),
        migrations.RenameField("bag", "note", "remark"),
        migrations.DeleteModel("Bag"),
        migrations.AlterModelTable("Bag", "sacks"),
        migrations.AddField("bag", "colour", models.TextField(default="black")),  # unknown to the database
        migrations.AlterField("bag", "title", models.CharField(max_length=5)),
        migrations.AlterField("bag", "title", models.CharField(max_length=10, null=True)),
        migrations.AlterField("bag", "note", models.TextField(default="")),
        migrations.AddConstraint("bag", models.CheckConstraint(condition=models.Q(title__gt=""), name="has_title")),
        migrations.RunSQL("UPDATE bags SET title = ''"),
        migrations.RunPython(migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("bag", "note")]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_the_code_before_does_not_tolerate(operation):
    assert len(obstacles(operation)) == 1


def test_new_migrations_are_tolerated_or_say_that_they_are_not():
    """Say `runs_beside_old_code = True` where the operations don't show it, `False` where the site has to stop."""
    known = {
        (path.split("/")[0], Path(path).stem)
        for path in paths()
        if int(Path(path).stem[:4]) <= BEFORE_THE_RULE[path.split("/")[0]]
    }
    undeclared = {
        key: found for key, found in find_obstacles(known).items() if found != ["it says runs_beside_old_code = False"]
    }
    assert {key: found for key, found in undeclared.items() if key[0] in BEFORE_THE_RULE} == {}


def test_an_update_without_migrations_is_tolerated(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(paths())))
    call_command("check_update")
    assert "tolerates all" in capsys.readouterr().out


def test_an_update_from_an_old_version_is_refused(monkeypatch, capsys):
    old = [path for path in paths() if "0018_money_columns" not in path]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(old)))
    with pytest.raises(CommandError) as refusal:
        call_command("check_update")
    assert refusal.value.returncode == 3
    assert "marketplace.0018_money_columns: " in capsys.readouterr().err


def test_nothing_to_compare_with_is_an_error_of_its_own(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(CommandError, match="list the files") as refusal:
        call_command("check_update")
    assert refusal.value.returncode == 1


@pytest.mark.slow
def test_it_needs_no_database():
    done = subprocess.run(
        [sys.executable, "manage.py", "check_update"],
        cwd=settings.BASE_DIR,
        input="\n".join(paths()),
        env={
            "PATH": "/usr/bin:/bin",
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
            "REDIS_URL": "redis://127.0.0.1:9",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
