"""Variables with a new name: the old name is still read, with a warning, unless the new one is set as well."""

from pathlib import Path

import pytest

from config.renamed_settings import RENAMED, read_old_names

CHANGES = (Path(__file__).parent.parent.parent / ".github/CHANGELOG.md").read_text()


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_the_old_name_is_read_with_a_warning(old, new):
    environ = {old: "7"}
    with pytest.warns(FutureWarning, match=f"{old} is now {new}"):
        read_old_names(environ)
    assert environ[new] == "7"
    assert f"`{old}` is `{new}`" in CHANGES


def test_the_new_name_wins():
    environ = {"TRADE_MOST_UNITS": "7", "TRADE_MAX_UNITS": "8"}
    with pytest.warns(FutureWarning):
        read_old_names(environ)
    assert environ["TRADE_MAX_UNITS"] == "8"


def test_nothing_is_said_of_other_variables(recwarn):
    environ = {"HOLD_MINUTES": "7"}
    read_old_names(environ)
    assert environ == {"HOLD_MINUTES": "7"} and not recwarn.list


@pytest.mark.parametrize(
    ("old", "new"), [("TRADE_MOST_UNITS", "TRADE_MAX_UNITS"), ("LIVE_CROWD_SECONDS", "LIVE_SHARED_SECONDS")]
)
def test_settings_have_the_value_of_the_old_name(settings_of, monkeypatch, old, new):
    monkeypatch.setenv(new, "")  # Reading the old name sets the new one: it must leave with the test.
    monkeypatch.delenv(new)
    with pytest.warns(FutureWarning, match=old):
        assert settings_of(**{old: "7"})[new] == 7
