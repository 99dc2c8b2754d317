"""Calls of a provider are bounded in time and number; a late answer is handed over afterwards."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from marketplace.gateways import Unreachable, provider_calls
from marketplace.gateways.provider_calls import Unanswered, ask_provider

FAR, NEAR = SimpleNamespace(name="far"), SimpleNamespace(name="near", answers_from_here=True)


@pytest.fixture
def aside(monkeypatch: Any, settings: Any) -> Iterator[list[str]]:
    """Make calls as within a request; return the states of its slot at the gate."""
    settings.GATEWAY_MAX_CALLS, settings.GATEWAY_WAIT_SECONDS = 2, 0.2
    moves: list[str] = []

    @contextmanager
    def lent() -> Iterator[None]:
        moves.append("given")
        try:
            yield
        finally:
            moves.append("taken back")

    monkeypatch.setattr(provider_calls, "_stand_aside", lent)
    monkeypatch.setattr(provider_calls, "connection", SimpleNamespace(in_atomic_block=True))
    provider_calls._get_slots.cache_clear()
    yield moves
    provider_calls._get_slots.cache_clear()


def nothing(answer: Any) -> None:
    raise AssertionError("nothing comes late")


def test_an_answer_in_time_is_returned_and_the_place_taken_back(aside):
    assert ask_provider(FAR, lambda: "yes", late=nothing) == "yes"
    assert aside == ["given", "taken back"]


@pytest.mark.parametrize("failure", [Unreachable("away"), ValueError("odd"), TimeoutError("slow")])
def test_a_failure_in_time_is_raised_as_it_is(aside, failure):
    def fail() -> None:
        raise failure

    with pytest.raises(type(failure)) as raised:
        ask_provider(FAR, fail, late=nothing)
    assert raised.value is failure
    assert aside == ["given", "taken back"]


def test_a_late_answer_is_handed_over_once(aside):
    results, answered = [], threading.Event()
    with pytest.raises(Unanswered):
        ask_provider(FAR, answered.wait, late=lambda answer: results.append(answer.result()))
    assert results == []
    answered.set()
    end = time.monotonic() + 5
    while not results and time.monotonic() < end:
        time.sleep(0.01)
    assert results == [True]


def test_no_more_than_so_many_wait_for_the_provider(aside):
    answered = threading.Event()
    for _ in range(2):
        with pytest.raises(Unanswered):
            ask_provider(FAR, answered.wait, late=lambda answer: None)
    began = time.monotonic()
    with pytest.raises(Unreachable, match="too many"):
        ask_provider(FAR, lambda: pytest.fail("it was asked"), late=nothing)
    assert time.monotonic() - began < 2
    answered.set()
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            assert ask_provider(FAR, lambda: "yes", late=nothing) == "yes"
            return
        except Unreachable:
            continue
    pytest.fail("places are never free again")


def test_a_gateway_on_this_machine_is_asked_in_place(aside):
    assert ask_provider(NEAR, threading.get_ident, late=nothing) == threading.get_ident()
    assert aside == []


def test_without_a_request_it_is_asked_in_place(monkeypatch):
    monkeypatch.setattr(provider_calls, "_stand_aside", lambda: None)
    assert ask_provider(FAR, threading.get_ident, late=nothing) == threading.get_ident()
