"""A row of the leaderboard where it is narrow: the name beside the picture, the movement at the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from leaderboard import tasks
from marketplace.models import SaleFact
from tests import cast
from tests.browser.conftest import Visit
from tests.leaderboard.sales_and_views import sale

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
YESTERDAY = timedelta(days=1)


def test_the_movement_is_beside_the_name_and_not_above_it(visit: Visit):
    seller = cast.shop().owner
    fact = sale(seller, 3, timezone.now() - YESTERDAY)
    SaleFact.objects.filter(pk=fact.pk).update(recorded_at=timezone.now() - YESTERDAY)
    tasks.record_ranks()
    page = visit("/leaderboard/?period=all", viewport={"width": 360, "height": 780})
    shop, moved = (page.locator(f".rank {of}").first.bounding_box() for of in (".rank__shop", ".rank__moved"))
    assert shop and moved
    assert moved["x"] >= shop["x"] + shop["width"], "the movement has a column of its own"
    number = page.locator(".rank .rank__number").first.bounding_box()
    assert number and moved["y"] >= shop["y"] - 1 and moved["y"] < number["y"] + number["height"]
