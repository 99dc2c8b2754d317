"""A room page loses its connection every few seconds at two messages a second: it shows each once, in order (R12).

Messages belong to a private topic: at each reconnect the session and the seat are checked again before the hub replays
the messages since the time that the page sends.
"""

import os
import random
import re
import time

import pytest

from tests.faults.measurements import print_figure
from tests.faults.polling import wait_until
from tests.faults.tab import Tab
from tests.trading import rooms

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
SECONDS, RATE = int(os.environ.get("CUT_SECONDS", "30")), 2
LINE = re.compile(r'data-number="(\d+)"')


def lines(tab: Tab) -> list[int]:
    """Return the numbers of the received messages, in order of arrival."""
    return [int(number) for html in tab.shown for number in LINE.findall(html)]


def test_a_page_cut_off_again_and_again_sees_every_line_once_and_in_order(site, start, settings):
    settings.TRADE_LINES_PER_MINUTE = 10_000
    room, chance = rooms.negotiating(), random.Random(12)
    topic, src = f"chat.{room.trade.number}", f"{room.trade.get_absolute_url()}messages/"
    whole, broken = Tab(site, topic, src, room.alice), Tab(site, topic, src, room.bob)
    stranger = Tab(site, topic, src, room.mallory)
    for tab in (whole, stranger):
        start(tab.live_on())
    wait_until(lambda: whole.is_live and stranger.state == "gone")
    time.sleep(3)  # from now on the hub can vouch for as long a gap as a new page asks about
    start(broken.live_on())
    wait_until(lambda: broken.is_live)
    began = time.monotonic()
    cut_at = began + 1
    for number in range(SECONDS * RATE):
        room.trade.say(by=(room.alice, room.bob)[number % 2], text=f"Line {number + 1}")
        if time.monotonic() > cut_at:
            start(broken.cut()).result(5)
            cut_at = time.monotonic() + chance.uniform(2, 4)
        time.sleep(max(0.0, began + (number + 1) / RATE - time.monotonic()))
    said = list(range(1, SECONDS * RATE + 1))
    wait_until(lambda: set(said) <= set(lines(broken)), 40)
    came, cuts = lines(broken), len(broken.lost)
    seen = list(dict.fromkeys(came))
    print_figure("R12", of="chat", cuts=cuts, said=len(said), seen=len(seen), came=len(came))
    assert cuts >= 5
    assert seen == said
    assert lines(whole) == said
    assert lines(stranger) == []
