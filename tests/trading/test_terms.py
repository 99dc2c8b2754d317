"""The differences between two versions of the terms, in words."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from trading.terms import Difference, compare_texts, list_differences

pytestmark = pytest.mark.detail


@dataclass
class Told:
    price: Decimal = Decimal("100.00")
    quantity: int = 5
    description: str = "Ripe oranges from Sicily."


def test_the_same_terms_do_not_differ():
    assert list_differences(Told(), Told()) == []


def test_a_price_moves_the_total_with_it():
    assert list_differences(Told(), Told(price=Decimal("80.00"))) == [
        Difference("Price each", "€100.00", "€80.00"),
        Difference("Total", "€500.00", "€400.00"),
    ]


def test_removed_and_added_words_of_a_description_are_marked():
    assert compare_texts("Ripe oranges from Sicily.", "Very ripe oranges from Sicily, today.") == [
        ("gone", "Ripe"),
        ("new", "Very ripe"),
        ("kept", "oranges from"),
        ("gone", "Sicily."),
        ("new", "Sicily, today."),
    ]


def test_an_empty_description_is_marked_as_all_new():
    assert compare_texts("", "All of it") == [("new", "All of it")]


def test_words_written_to_be_slow_to_compare_are_not_compared():
    before, after = (" ".join(f"a {letter}" for letter in letters * 40) for letters in ("bcdefghijklm", "nopqrstuvwxy"))
    assert compare_texts(before, after) == [("gone", before), ("new", after)]


def test_long_texts_as_people_write_them_are_compared():
    text = " ".join(f"Crate {number} of the oranges has {number} fruits." for number in range(45))
    assert ("new", "sweet") in compare_texts(text, text.replace("has 7 fruits.", "has 7 sweet fruits."))
