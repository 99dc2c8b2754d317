"""The plan of ninety days of orders: growing, with a weekly rhythm, each in a status that suits its age."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from config.demo.data.catalogue import SOLD, PlannedProduct
from config.demo.data.people import ADMIN, CITIES, DOMAIN, Person, pick_name, pick_street

DAYS = 90
GUEST_COUNT = 320
WEEKDAY_WEIGHTS = (0.86, 0.9, 0.95, 1.0, 1.12, 1.34, 1.25)
"""Relative numbers of orders, from Monday to Sunday."""
HOUR_WEIGHTS = (2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 11, 12, 13, 12, 10, 10, 11, 13, 16, 19, 21, 19, 13, 6)
"""Relative numbers of orders in each hour of a day."""

PlannedLine = tuple[PlannedProduct, str, int]
"""Product, label of the item, quantity."""


@dataclass(frozen=True)
class Buyer:
    """A member with an account, or a guest with the digest of a visitor."""

    name: str
    email: str
    city: tuple[str, str, str, str]
    street: str
    shows_activity: bool
    member: Person | None = None
    visitor: str = ""


@dataclass(frozen=True)
class PlannedOrder:
    """An order of the plan, with its status on the day of the loading."""

    buyer: Buyer
    lines: tuple[PlannedLine, ...]
    placed_at: datetime
    status: str

    @property
    def is_paid(self) -> bool:
        """True if the order was paid, also if it was refunded later."""
        return self.status not in {"cancelled", "expired"}

    @property
    def paid_at(self) -> datetime | None:
        """Time of the payment, two minutes after the order was placed."""
        return self.placed_at + timedelta(minutes=2) if self.is_paid else None


def plan_orders(
    people: list[Person], products: list[PlannedProduct], now: datetime, seed: int = 90
) -> list[PlannedOrder]:
    """Return all orders, oldest first. A seed and a time give the same orders."""
    rng = random.Random(seed)  # noqa: S311 (repeatable on purpose)
    buyers = _make_buyers(people, rng)
    weights = list(accumulate(product.popularity for product in products))
    planned = []
    for placed_at in sorted(_pick_times(now, rng)):
        days_ago = (now - placed_at) / timedelta(days=1)
        buyer = rng.choice(buyers)
        if lines := tuple(_plan_lines(buyer, products, weights, days_ago, rng)):
            planned.append(PlannedOrder(buyer, lines, placed_at, _pick_status(days_ago, lines, rng)))
    return planned


def _make_buyers(people: list[Person], rng: random.Random) -> list[Buyer]:
    members = [
        Buyer(person.name, person.email, person.city, person.street, True, member=person)
        for person in people
        if person.name != ADMIN
    ]
    return members * 3 + [_make_guest(number, rng) for number in range(GUEST_COUNT)]


def _make_guest(number: int, rng: random.Random) -> Buyer:
    name = pick_name(rng)
    email = f"guest{number}@{DOMAIN}"
    shows_activity = rng.random() > 0.08
    return Buyer(
        name, email, rng.choice(CITIES), pick_street(rng), shows_activity, visitor=f"{rng.getrandbits(128):032x}"
    )


def _pick_times(now: datetime, rng: random.Random) -> Iterator[datetime]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for days_ago in range(DAYS + 1):
        day = midnight - timedelta(days=days_ago)
        count = (19 + 27 * (1 - days_ago / DAYS)) * WEEKDAY_WEIGHTS[day.weekday()] * rng.uniform(0.86, 1.14)
        for hour in rng.choices(range(24), HOUR_WEIGHTS, k=round(count)):
            time = day + timedelta(hours=hour, seconds=rng.uniform(0, 3600))
            if time < now - timedelta(minutes=4):
                yield time
    # The last hours have orders even if the demo is loaded shortly after midnight.
    yield from (now - timedelta(minutes=rng.uniform(4, 300)) for _ in range(16))


def _plan_lines(
    buyer: Buyer, products: list[PlannedProduct], weights: list[float], days_ago: float, rng: random.Random
) -> Iterator[PlannedLine]:
    count = rng.choices((1, 2, 3, 4), (62, 24, 10, 4))[0]
    indices = dict.fromkeys(rng.choices(range(len(products)), cum_weights=weights, k=count))
    for product in (products[index] for index in indices):
        if product.is_open(days_ago) and buyer.name not in (product.shop.owner, *product.shop.staff):
            is_single = product.limit or len(product.labels) > 1
            quantity = 1 if is_single else rng.choices((1, 2, 3, 4), (80, 13, 5, 2))[0]
            yield product, rng.choice(product.labels), quantity


def _pick_status(days_ago: float, lines: tuple[PlannedLine, ...], rng: random.Random) -> str:
    chance = rng.random()
    if chance < 0.05 and days_ago > 0.05:
        return "cancelled" if chance < 0.02 else "expired"
    if chance < 0.08 and days_ago > 2 and not any(product.status == SOLD for product, _, _ in lines):
        return "refunded"
    progress = days_ago * rng.uniform(0.6, 1.6)
    return "paid" if progress < 1.4 else "shipped" if progress < 6 else "delivered"
