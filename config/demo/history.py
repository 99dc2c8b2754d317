"""Ninety days of orders, planned: growing, with a weekly rhythm, each in the state its age suggests."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from config.demo.catalogue import SOLD, PlannedProduct
from config.demo.people import ADMIN, CITIES, FIRST, LAST, Person, street

DAYS = 90
GUESTS = 320
WEEK = (0.86, 0.9, 0.95, 1.0, 1.12, 1.34, 1.25)
"""How busy a day is, Monday first."""
CLOCK = (2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 11, 12, 13, 12, 10, 10, 11, 13, 16, 19, 21, 19, 13, 6)
"""How busy an hour is."""


@dataclass(frozen=True)
class Buyer:
    """Who orders: a member (with an account) or a guest (with the digest of a visitor)."""

    name: str
    email: str
    city: tuple[str, str, str, str]
    street: str
    shows_activity: bool
    member: Person | None = None
    visitor: str = ""


@dataclass(frozen=True)
class PlannedOrder:
    """An order to be, with (product, label, quantity) lines, when it was placed, and its status today."""

    buyer: Buyer
    lines: tuple[tuple[PlannedProduct, str, int], ...]
    placed_at: datetime
    status: str

    @property
    def is_paid(self) -> bool:
        """Tell whether money came, be it gone back since."""
        return self.status not in {"cancelled", "expired"}

    @property
    def paid_at(self) -> datetime | None:
        """When it was paid: two minutes after it was placed."""
        return self.placed_at + timedelta(minutes=2) if self.is_paid else None


def orders(people: list[Person], products: list[PlannedProduct], now: datetime, seed: int = 90) -> list[PlannedOrder]:
    """All orders, oldest first; the same for a seed, but for the day they end on."""
    luck = random.Random(seed)  # noqa: S311 (repeatable on purpose)
    buyers = _buyers(people, luck)
    weights = list(accumulate(product.popularity for product in products))
    planned = []
    for placed_at in sorted(_moments(now, luck)):
        days_ago = (now - placed_at) / timedelta(days=1)
        buyer = luck.choice(buyers)
        if lines := tuple(_lines(buyer, products, weights, days_ago, luck)):
            planned.append(PlannedOrder(buyer, lines, placed_at, _status(days_ago, lines, luck)))
    return planned


def _buyers(people: list[Person], luck: random.Random) -> list[Buyer]:
    members = [
        Buyer(person.name, person.email, person.city, person.street, True, member=person)
        for person in people
        if person.name != ADMIN
    ]
    return members * 3 + [_guest(number, luck) for number in range(GUESTS)]


def _guest(number: int, luck: random.Random) -> Buyer:
    name = f"{luck.choice(FIRST.split())} {luck.choice(LAST.split())}"
    email = f"guest{number}@livestall.example"
    shows = luck.random() > 0.08
    return Buyer(name, email, luck.choice(CITIES), street(luck), shows, visitor=f"{luck.getrandbits(128):032x}")


def _moments(now: datetime, luck: random.Random) -> Iterator[datetime]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for ago in range(DAYS + 1):
        day = midnight - timedelta(days=ago)
        busy = (19 + 27 * (1 - ago / DAYS)) * WEEK[day.weekday()] * luck.uniform(0.86, 1.14)
        for hour in luck.choices(range(24), CLOCK, k=round(busy)):
            moment = day + timedelta(hours=hour, seconds=luck.uniform(0, 3600))
            if moment < now - timedelta(minutes=4):
                yield moment
    # However early in the day it is loaded, the last hours are not empty.
    yield from (now - timedelta(minutes=luck.uniform(4, 300)) for _ in range(16))


def _lines(
    buyer: Buyer, products: list[PlannedProduct], weights: list[float], days_ago: float, luck: random.Random
) -> Iterator[tuple[PlannedProduct, str, int]]:
    count = luck.choices((1, 2, 3, 4), (62, 24, 10, 4))[0]
    wanted = dict.fromkeys(luck.choices(range(len(products)), cum_weights=weights, k=count))
    for product in (products[place] for place in wanted):
        if product.is_open(days_ago) and buyer.name not in (product.shop.owner, *product.shop.staff):
            quantity = 1 if product.limit or len(product.labels) > 1 else luck.choices((1, 2, 3, 4), (80, 13, 5, 2))[0]
            yield product, luck.choice(product.labels), quantity


def _status(days_ago: float, lines: tuple[tuple[PlannedProduct, str, int], ...], luck: random.Random) -> str:
    fate = luck.random()
    if fate < 0.05 and days_ago > 0.05:
        return "cancelled" if fate < 0.02 else "expired"
    if fate < 0.08 and days_ago > 2 and not any(product.status == SOLD for product, _, _ in lines):
        return "refunded"
    progress = days_ago * luck.uniform(0.6, 1.6)
    return "paid" if progress < 1.4 else "shipped" if progress < 6 else "delivered"
