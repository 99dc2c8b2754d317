"""Two and four web processes on one Redis: every push reaches every page once, each renders for its own (P11)."""

import re
import time
from itertools import pairwise

import pytest

from activity.topics import toasts
from marketplace.topics import stock
from tests import cast
from tests.faults.measurements import print_figure
from tests.faults.polling import wait_until
from tests.faults.tab import Tab

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
PUSHES, SALES = 100, 30
EACH = 5  # pages of one kind on each server


def renders(folder, server):
    """Return when a server rendered a product's stock."""
    notes = folder / f"renders-{server.process.pid}"
    return [float(line.split()[0]) for line in notes.read_text().splitlines()]


@pytest.mark.parametrize("size", [2, 4])
def test_every_push_reaches_every_page_once(serving, start, folder, size):
    servers = [serving("tests.faults.render_counter") for _ in range(size)]
    product = cast.product(stock={"S": SALES + 3})
    listening = [Tab(server, "toasts") for server in servers for _ in range(EACH)]
    watching = [Tab(server, f"stock.{product.pk}") for server in servers for _ in range(EACH)]
    for tab in (*listening, *watching):
        start(tab.live_on())
    wait_until(lambda: all(tab.is_live for tab in (*listening, *watching)))
    for number in range(PUSHES):
        toasts.push(template="activity/live/withdrawn_purchase.html", context={"keys": [f"n{number}."]})
    wait_until(lambda: all(len(tab.shown) >= PUSHES for tab in listening), 10)
    began = time.time()
    for _ in range(SALES):
        stock.push(product.pk)
        cast.paid_order(cast.guest(), (product.items.get(), 1), show_activity=False)
    took = time.time() - began
    wait_until(lambda: all(tab.shown and "3 left" in tab.shown[-1] for tab in watching), 10)
    time.sleep(1.5)  # for a render, or a frame, too many
    expected = [f"n{number}." for number in range(PUSHES)]
    heard = [[key for html in tab.shown for key in re.findall(r"n\d+\.", html)] for tab in listening]
    works = [renders(folder, server) for server in servers]
    gaps = [later - earlier for work in works for earlier, later in pairwise(work)]
    once = sum(keys == expected for keys in heard)
    print_figure("P11", servers=size, pages=len(listening), pushes=PUSHES, heard_exactly_once=once, sales=SALES,
        sales_s=round(took, 1), renders=[len(work) for work in works], closest_s=round(min(gaps), 2))  # fmt: skip
    assert all(keys == expected for keys in heard)
    assert min(gaps) >= 0.95
    assert all(len(work) <= took + 3 for work in works)
