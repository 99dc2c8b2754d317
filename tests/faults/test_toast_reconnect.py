"""A page loses its connection every few seconds at two purchases a second: it shows each once, in order (R12).

The hub keeps a minute of each logged topic. It replays the messages after the time that the page sends (of its token,
or of the last frame with the server's time) and of two seconds before it. So a message can come twice but is never
missed, and the page recognizes each by its id.
Where the hub cannot cover the gap it answers `stale`. The page then re-reads its list, and shows as many of the missed
toasts as the list has: the newest ten.
"""

import os
import random
import re
import time

import pytest

from activity.models import PurchaseActivity
from tests import cast
from tests.faults.measurements import print_figure
from tests.faults.polling import wait_until
from tests.faults.tab import Tab

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
SECONDS, RATE = int(os.environ.get("CUT_SECONDS", "30")), 2
TOAST = re.compile(r'id="toast-([^"]+)"')


def facts(tab):
    """Return the ids of the toasts in order of arrival; a re-read list has the newest first."""
    return [key for html in tab.shown for key in reversed(TOAST.findall(html))]


def test_a_page_cut_off_again_and_again_sees_everything_once_and_in_order(site, start):
    item, chance = cast.item(stock=1000), random.Random(12)
    whole = Tab(site, "toasts")
    start(whole.live_on())
    wait_until(lambda: whole.is_live)
    time.sleep(3)  # from now on the hub can vouch for as long a gap as a new page asks about
    broken = Tab(site, "toasts", "/activity/recent/")
    start(broken.live_on())
    wait_until(lambda: broken.is_live)
    began = time.monotonic()
    cut_at = began + 1
    for number in range(SECONDS * RATE):
        cast.paid_order(cast.guest(), (item, 1))
        if time.monotonic() > cut_at:
            start(broken.cut()).result(5)
            cut_at = time.monotonic() + chance.uniform(2, 4)
        time.sleep(max(0.0, began + (number + 1) / RATE - time.monotonic()))
    expected = list(PurchaseActivity.objects.order_by("created_at", "pk").values_list("key", flat=True))
    wait_until(lambda: set(expected) <= set(facts(broken)), 40)
    came, cuts = facts(broken), len(broken.lost)
    seen = list(dict.fromkeys(came))
    print_figure(
        "R12", cuts=cuts, expected=len(expected), seen=len(seen), came=len(came), stale=broken.states.count("stale")
    )
    assert cuts >= 5
    assert seen == expected
    assert facts(whole) == expected
    assert "stale" not in broken.states
