"""Two browsers of one person cannot alternate to keep the last unit from everybody else."""

import pytest

from tests import cast
from tests.carts.test_cancelled_checkout import minutes_pass
from tests.carts.test_household_holds import HOME, browser, starts

pytestmark = [pytest.mark.detail, pytest.mark.django_db]


def test_two_browsers_in_turn_do_not_keep_the_last_unit_for_ever():
    item = cast.item(stock=1)
    pair = [browser(item), browser(item)]
    answers = []
    for turn in range(6):
        answers.append(starts(pair[turn % 2]))
        minutes_pass(16)
    assert answers == [302] * 3 + [409] * 3
    assert starts(browser(item, network=HOME)) == 302


def test_one_browser_alone_does_not_either():
    item = cast.item(stock=1)
    one = browser(item)
    answers = []
    for _ in range(4):
        answers.append(starts(one))
        minutes_pass(26)
    assert answers == [302] * 3 + [409]
