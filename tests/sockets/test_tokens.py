"""A token is valid for one topic, one browser and twelve hours, and discloses nothing."""

import pytest

from config.live import tokens
from tests.sockets import declared_topics  # noqa: F401

BOB, MALLORY = "b" * 32, "m" * 32


def test_a_token_names_visitor_user_and_topic():
    claim = tokens.read_token(tokens.issue_token("test-own.u-5", visitor=BOB, user_id=5, session_key="s" * 32), BOB)
    assert (claim.address, claim.subscriber.owner_key) == ("test-own.u-5", "u-5")
    assert claim.subscriber.session_hash == tokens.fingerprint("s" * 32)


def test_a_guest_is_named_by_the_visitor():
    claim = tokens.read_token(tokens.issue_token("test-own.1", visitor=BOB), BOB)
    assert (claim.subscriber.owner_key, claim.subscriber.session_hash) == (f"v-{BOB}", None)


def test_a_token_is_no_good_in_another_browser():
    with pytest.raises(tokens.InvalidTokenError):
        tokens.read_token(tokens.issue_token("test-fact.1", visitor=BOB), MALLORY)


def test_a_token_expires(settings):
    settings.LIVE_TOKEN_HOURS = -0.001
    with pytest.raises(tokens.InvalidTokenError):
        tokens.read_token(tokens.issue_token("test-fact.1", visitor=BOB), BOB)


@pytest.mark.parametrize("part", range(7))
def test_a_token_with_any_part_changed_is_no_good(part):
    parts = tokens.issue_token("test-fact.1", visitor=BOB, user_id=5, session_key="s" * 32).split(":")
    parts[part] += "1"
    with pytest.raises(tokens.InvalidTokenError):
        tokens.read_token(":".join(parts), BOB)


def test_a_token_shows_neither_visitor_nor_session():
    token = tokens.issue_token("test-fact.1", visitor=BOB, user_id=5, session_key="s" * 32)
    assert BOB not in token
    assert "s" * 32 not in token


def test_an_undeclared_topic_has_no_token():
    with pytest.raises(LookupError):
        tokens.issue_token("unheard-of.1", visitor=BOB)
