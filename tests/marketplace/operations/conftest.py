"""The maintenance mode as each process looks at it, without the pause between two looks."""

import pytest

from marketplace.operations import maintenance, restore


@pytest.fixture
def looked_at(monkeypatch):
    """Let each request and task look at the switch, and forget it with the test."""
    monkeypatch.setattr(maintenance, "CHECK_SECONDS", 0)
    monkeypatch.setattr(maintenance.switch, "fresh_until", 0.0)
    monkeypatch.setattr(maintenance.switch, "message", None)


@pytest.fixture
def saved(settings, tmp_path, monkeypatch):
    """Return an empty folder for archives; media and the list of erasures have folders beside it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ERASURES_FILE = tmp_path / "erasures.jsonl"
    monkeypatch.setattr(restore, "SETTLE_SECONDS", 0)
    (tmp_path / "archives").mkdir()
    return tmp_path / "archives"
