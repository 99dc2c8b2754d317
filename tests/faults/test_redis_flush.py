"""Redis is emptied: pushes arrive again at once, and so does the timetable's work (R9)."""

import time

import pytest

from activity import topics
from tests.faults.measurements import print_figure
from tests.faults.polling import wait_until
from tests.faults.tab import Tab

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def push_number(number):
    topics.toasts.push(template="activity/live/withdrawn_purchase.html", context={"keys": [f"n{number}"]})


def test_pushes_arrive_again_after_redis_was_emptied(site, redis_server, start):
    tabs = [Tab(site, "toasts") for _ in range(20)]
    for tab in tabs:
        start(tab.live_on())
    wait_until(lambda: all(tab.is_live for tab in tabs))
    push_number(0)
    wait_until(lambda: all("n0" in "".join(tab.shown) for tab in tabs))
    redis_server.client().flushall()
    emptied = time.monotonic()
    for number in range(1, 11):
        push_number(number)
        time.sleep(0.2)
    wait_until(lambda: all("n10" in "".join(tab.shown) for tab in tabs))
    late = round(time.monotonic() - emptied, 2)
    print_figure("R9", last_push_after_s=late, pushes=10, heard=min(len(tab.shown) - 1 for tab in tabs))
    assert late <= 30
    assert all(len(tab.shown) == 11 and not tab.lost for tab in tabs), "none was lost on the way"
