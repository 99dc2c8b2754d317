"""Helpers that open the dashboard of a shop."""

from typing import Any

from django.test import Client
from django.urls import reverse

from leaderboard.earnings import Earnings, read_earnings
from leaderboard.periods import this_month
from marketplace.models import Shop, User
from tests.activity.test_hostile_text_is_inert import read


def address(shop: Shop, part: str = "", query: str = "") -> str:
    """Return the URL of the dashboard, or of a part of it."""
    if part:
        return reverse("leaderboard:dashboard_part", args=[shop.slug, part]) + query
    return reverse("leaderboard:dashboard", args=[shop.slug]) + query


def browser(user: User) -> Client:
    """Return a client signed in as `user`."""
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, shop: Shop, part: str = "", query: str = "") -> str:
    """Return the text of the dashboard with single spaces."""
    answer: Any = client.get(address(shop, part, query))
    assert answer.status_code == 200
    return " ".join(read(answer.text).text.split())


def now(seller: User) -> Earnings:
    """Return a seller's numbers of this month."""
    return read_earnings(seller.pk, this_month())[0]
