"""Decoding any bytes returns a message and never raises."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.live import protocol

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=9,
)
KINDS = st.sampled_from(["subscribe", "unsubscribe", "signal", "ping", "pong", "html", ""])
FIELDS = st.fixed_dictionaries(
    {"kind": KINDS}, optional=dict.fromkeys(("tokens", "topics", "topic", "data", "since"), JSON)
)


@given(st.none() | st.text())
def test_text_of_any_kind_is_a_message(text):
    assert isinstance(protocol.decode(text, 4096), protocol.Message)


@given(FIELDS | JSON)
def test_json_of_any_shape_is_a_message_with_valid_fields(frame):
    message = protocol.decode(json.dumps(frame), 4096)
    if isinstance(message, protocol.Subscribe):
        assert all(isinstance(token, str) for token in message.tokens)
        assert abs(message.since) < 1e12
    if isinstance(message, protocol.Signal):
        assert protocol.encode("signal", topic=message.topic, data=message.data).encode()


def test_a_frame_as_large_as_the_limit_is_read_and_one_byte_more_is_not():
    frame = json.dumps({"kind": "ping", "fill": "é"}, ensure_ascii=False)
    size = len(frame.encode())
    assert protocol.decode(frame, size) == protocol.Heartbeat(asks=True)
    assert isinstance(protocol.decode(frame, size - 1), protocol.Malformed)


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity"])
def test_numbers_that_no_page_could_read_again_are_refused(number):
    text = f'{{"kind": "signal", "topic": "a", "data": {number}}}'
    assert isinstance(protocol.decode(text, 4096), protocol.Malformed)
