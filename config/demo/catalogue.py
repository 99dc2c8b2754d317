"""The three hundred products of the demo; times are days before the demo is loaded."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.text import slugify

from config.demo.kinds import COLOURS, KINDS
from config.demo.shops import SHOPS, DemoShop

PRODUCTS = 300
DRAFT, ACTIVE, SOLD = "draft", "active", "sold"
MAKERS = ("Halden", "Orsa", "Vento", "Kestrel & Co", "Studio Nadir", "Mirabel", "Tamber", "Oslo Fabrik")
MINUTES, HOURS = 1 / 1440, 1 / 24
DROPS = (9 * MINUTES, 25 * MINUTES, 75 * MINUTES, 4 * HOURS, 9 * HOURS, 26 * HOURS, 2.5, 4.0, 8.0, *[None] * 5)
"""When drops open, in days from the loading; None has no date yet."""


Change = Callable[["PlannedProduct"], "PlannedProduct"]


@dataclass(frozen=True)
class PlannedProduct:
    """A product to be; `released` and `sold` are days ago, negative ahead, None not yet."""

    shop: DemoShop
    kind: str
    title: str
    brand: str
    colour: str
    price: Decimal
    pictures: int
    stock: dict[str, int]
    popularity: float
    released: float | None = 0
    status: str = ACTIVE
    sold: float | None = None
    limit: int | None = None
    announced: bool = True
    shows_amount: bool = True
    labels: tuple[str, ...] = field(default=("",))

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return slugify(f"{self.title} {self.colour}")

    @property
    def description(self) -> str:
        """What the shop says about it."""
        facts = " ".join(KINDS[self.kind].facts)
        return f"{facts} Shown here in {self.colour.lower()}.\n\n{self.shop.voice}"

    def is_open(self, days_ago: float) -> bool:
        """Tell whether it could be bought that many days ago."""
        if self.status == DRAFT or self.released is None or self.released <= days_ago:
            return False
        return self.sold is None or days_ago > self.sold


def products(seed: int = 300) -> list[PlannedProduct]:
    """All products, the same for a seed."""
    luck = random.Random(seed)  # noqa: S311 (repeatable on purpose)
    plain = list(_plain(luck))
    places = list(range(PRODUCTS))
    luck.shuffle(places)
    for change in _fates(luck):
        place = places.pop()
        plain[place] = change(plain[place])
    return plain


def _plain(luck: random.Random) -> Iterator[PlannedProduct]:
    made: Counter[str] = Counter()
    titles: set[str] = set()
    for place in range(PRODUCTS):
        shop = SHOPS[place % len(SHOPS)]
        kind = shop.kinds[place // len(SHOPS) % len(shop.kinds)]
        title = next(title for title in _titles(shop, kind, luck) if title not in titles)
        titles.add(title)
        yield _product(shop, kind, title, made[kind], luck)
        made[kind] += 1


def _titles(shop: DemoShop, kind: str, luck: random.Random) -> Iterator[str]:
    names = [f"{word} {noun}" for word in shop.words for noun in KINDS[kind].nouns]
    luck.shuffle(names)
    yield from names
    yield from (f"{name} {number}" for number in range(2, 99) for name in names)


def _product(shop: DemoShop, kind: str, title: str, place: int, luck: random.Random) -> PlannedProduct:
    first = list(KINDS).index(kind)
    colour = COLOURS[(first * 5 + place * 7) % len(COLOURS)]
    labels = KINDS[kind].sizes
    pictures = luck.choices((1, 2, 3), (2, 0.7, 0.3))[0]
    return PlannedProduct(
        shop=shop,
        kind=kind,
        title=title,
        brand=shop.name if luck.random() < 0.7 else luck.choice(MAKERS),
        colour=colour,
        price=_price(*KINDS[kind].prices, luck),
        pictures=pictures,
        stock={label: luck.randint(25, 90) for label in labels},
        popularity=luck.paretovariate(1.3),
        released=luck.triangular(1, 140, 100),
        labels=labels,
    )


def _price(low: int, high: int, luck: random.Random) -> Decimal:
    return Decimal(luck.randint(low, high - 1)) + luck.choice((Decimal("0.00"), Decimal("0.50"), Decimal("0.90")))


def _fates(luck: random.Random) -> list[Change]:
    """What makes some products special, a change each."""
    return [
        *[lambda one: replace(one, status=DRAFT, released=None)] * 12,
        *[lambda one: _sold_out(one, luck)] * 12,
        *[lambda one, at=at: replace(one, released=None if at is None else -at, limit=1) for at in DROPS],
        *[lambda one: _nearly_gone(one, luck)] * 30,
        *[lambda one: replace(one, released=luck.uniform(0.01, 2))] * 14,
        *[lambda one: replace(one, limit=2, released=luck.uniform(1, 9))] * 4,
        *[lambda one: replace(one, announced=False)] * 4,
        *[lambda one: replace(one, shows_amount=False)] * 8,
    ]


def _sold_out(one: PlannedProduct, luck: random.Random) -> PlannedProduct:
    gone = dict.fromkeys(one.labels, 0)
    return replace(one, status=SOLD, stock=gone, sold=luck.uniform(0.2, 25), released=luck.uniform(60, 120))


def _nearly_gone(one: PlannedProduct, luck: random.Random) -> PlannedProduct:
    few = {label: luck.choice((0, 1, 2, 3, 5, 12)) for label in one.labels}
    return replace(one, stock=few | {one.labels[-1]: 4})
