"""The plan of the three hundred products. Times are in days before the demo is loaded; negative ones lie ahead."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.text import slugify

from config.demo.data.product_types import COLOURS, PRODUCT_TYPES
from config.demo.data.shops import SHOPS, DemoShop

PRODUCT_COUNT = 300
DRAFT, ACTIVE, SOLD = "draft", "active", "sold"
BRANDS = ("Halden", "Orsa", "Vento", "Kestrel & Co", "Studio Nadir", "Mirabel", "Tamber", "Oslo Fabrik")
"""Brands of the products that do not carry the name of their shop."""
MINUTES, HOURS = 1 / 1440, 1 / 24
DROPS = (9 * MINUTES, 25 * MINUTES, 75 * MINUTES, 4 * HOURS, 9 * HOURS, 26 * HOURS, 2.5, 4.0, 8.0, *[None] * 5)
"""Release times of the drops, in days after the loading; None has no date yet."""

Change = Callable[["PlannedProduct"], "PlannedProduct"]


@dataclass(frozen=True)
class PlannedProduct:
    """A product of the plan. `released` and `sold` are days before the loading, or None."""

    shop: DemoShop
    product_type: str
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
    shows_in_activity: bool = True
    shows_amount: bool = True
    labels: tuple[str, ...] = field(default=("",))

    @property
    def slug(self) -> str:
        """Name of the product in addresses and file names."""
        return slugify(f"{self.title} {self.colour}")

    @property
    def description(self) -> str:
        """Selling points of the product's type, the colour, and the slogan of the shop."""
        selling_points = " ".join(PRODUCT_TYPES[self.product_type].selling_points)
        return f"{selling_points} Shown here in {self.colour.lower()}.\n\n{self.shop.slogan}"

    def is_open(self, days_ago: float) -> bool:
        """Tell whether the product was on sale that many days before the loading."""
        if self.status == DRAFT or self.released is None or self.released <= days_ago:
            return False
        return self.sold is None or days_ago > self.sold


def plan_products(seed: int = 300) -> list[PlannedProduct]:
    """Return all products. A seed gives the same products each time."""
    rng = random.Random(seed)  # noqa: S311 (repeatable on purpose)
    products = list(_plan_ordinary_products(rng))
    indices = list(range(PRODUCT_COUNT))
    rng.shuffle(indices)
    for change in _list_changes(rng):
        index = indices.pop()
        products[index] = change(products[index])
    return products


def _plan_ordinary_products(rng: random.Random) -> Iterator[PlannedProduct]:
    counts: Counter[str] = Counter()
    titles: set[str] = set()
    for number in range(PRODUCT_COUNT):
        shop = SHOPS[number % len(SHOPS)]
        product_type = shop.product_types[number // len(SHOPS) % len(shop.product_types)]
        title = next(title for title in _make_titles(shop, product_type, rng) if title not in titles)
        titles.add(title)
        yield _plan_product(shop, product_type, title, counts[product_type], rng)
        counts[product_type] += 1


def _make_titles(shop: DemoShop, product_type: str, rng: random.Random) -> Iterator[str]:
    names = [f"{word} {noun}" for word in shop.name_words for noun in PRODUCT_TYPES[product_type].nouns]
    rng.shuffle(names)
    yield from names
    yield from (f"{name} {number}" for number in range(2, 99) for name in names)


def _plan_product(shop: DemoShop, product_type: str, title: str, count: int, rng: random.Random) -> PlannedProduct:
    """Return a product; `count` is the number of earlier products of its type, so that their colours differ."""
    colour = COLOURS[(list(PRODUCT_TYPES).index(product_type) * 5 + count * 7) % len(COLOURS)]
    labels = PRODUCT_TYPES[product_type].sizes
    pictures = rng.choices((1, 2, 3), (2, 0.7, 0.3))[0]
    return PlannedProduct(
        shop=shop,
        product_type=product_type,
        title=title,
        brand=shop.name if rng.random() < 0.7 else rng.choice(BRANDS),
        colour=colour,
        price=_pick_price(*PRODUCT_TYPES[product_type].prices, rng),
        pictures=pictures,
        stock={label: rng.randint(25, 90) for label in labels},
        popularity=rng.paretovariate(1.3),
        released=rng.triangular(1, 140, 100),
        labels=labels,
    )


def _pick_price(low: int, high: int, rng: random.Random) -> Decimal:
    return Decimal(rng.randint(low, high - 1)) + rng.choice((Decimal("0.00"), Decimal("0.50"), Decimal("0.90")))


def _list_changes(rng: random.Random) -> list[Change]:
    """Return one change for each product that is not ordinary: drafts, drops, sold out, low in stock, and so on."""
    return [
        *[lambda one: replace(one, status=DRAFT, released=None)] * 12,
        *[lambda one: _make_sold_out(one, rng)] * 12,
        *[lambda one, at=at: replace(one, released=None if at is None else -at, limit=1) for at in DROPS],
        *[lambda one: _make_low_in_stock(one, rng)] * 30,
        *[lambda one: replace(one, released=rng.uniform(0.01, 2))] * 14,
        *[lambda one: replace(one, limit=2, released=rng.uniform(1, 9))] * 4,
        *[lambda one: replace(one, shows_in_activity=False)] * 4,
        *[lambda one: replace(one, shows_amount=False)] * 8,
    ]


def _make_sold_out(product: PlannedProduct, rng: random.Random) -> PlannedProduct:
    stock = dict.fromkeys(product.labels, 0)
    return replace(product, status=SOLD, stock=stock, sold=rng.uniform(0.2, 25), released=rng.uniform(60, 120))


def _make_low_in_stock(product: PlannedProduct, rng: random.Random) -> PlannedProduct:
    stock = {label: rng.choice((0, 1, 2, 3, 5, 12)) for label in product.labels}
    return replace(product, stock=stock | {product.labels[-1]: 4})
