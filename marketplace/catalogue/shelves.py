"""Product lists of the home page and similar products, with a fixed number of queries each."""

from datetime import timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Sum
from django.db.models.functions import Now

from marketplace.catalogue.cards import load_cards
from marketplace.models import Product, SaleFact
from marketplace.signals import product_changed

SHELF, FRONT = 8, 3
TRENDING_DAYS = timedelta(days=7)
BEST, BEST_SECONDS = 1_000, 60
"""Products in the sales ranking, and the cache time of the ranking."""
OPENED = timedelta(minutes=1)
BESTSELLERS, SHELF_IDS, TRENDING = "catalogue:bestsellers", "catalogue:standing", "catalogue:trending"
TRENDING_SECONDS = 300
"""Cache time of the trending products; `set_trending` restarts it."""


class Shelf(NamedTuple):
    """A titled row of products on the home page."""

    slug: str
    title: str
    products: list[Product]


class Shelves(NamedTuple):
    """The products of the home page; none appears twice."""

    front: list[Product]
    """The newest products, at the top of the page."""
    rows: list[Shelf]
    """The shelves that are not empty."""

    @property
    def products(self) -> list[Product]:
        """Return all products of the page."""
        return [*self.front, *(product for row in self.rows for product in row.products)]


def have_shelves_changed() -> bool:
    """Tell whether the products of the home page, or their order, have changed since the last call.

    Every open home page reloads its shelves after a change, so the sender of the push calls this, not each page.
    Two simultaneous calls may save an older state last. The next call then reports a change too often.
    """
    current = _current_ids()
    if current == cache.get(SHELF_IDS):
        return False
    cache.set(SHELF_IDS, current, timeout=None)
    return True


def signal_releases() -> None:
    """Send `product_changed` for drops released within the last minute, once for each."""
    recent = Product.objects.released().filter(released_at__gt=Now() - OPENED).values_list("pk", "released_at")
    keys = {pk: f"shared:catalogue:opened-{pk}-{at.timestamp()}" for pk, at in recent if at}
    opened = [pk for pk, key in keys.items() if cache.add(key, 1, OPENED.seconds * 2)]
    if opened:
        product_changed.send_robust(sender=Product, product_ids=opened)


def load_shelves() -> Shelves:
    """Return the products of the home page."""
    hot, soon, newest = _current_ids()
    found = {product.pk: product for product in load_cards([*hot, *soon, *newest])}
    titles = {"trending": "Trending this week", "dropping-soon": "Dropping soon", "fresh": "New arrivals"}
    rows = [
        Shelf(slug, title, [found[pk] for pk in ids if pk in found])
        for (slug, title), ids in zip(titles.items(), (hot, soon, newest[FRONT:]), strict=True)
    ]
    front = [found[pk] for pk in newest[:FRONT] if pk in found]
    return Shelves(front, [row for row in rows if row.products])


def _current_ids() -> tuple[list[int], list[int], list[int]]:
    """Return the ids of trending products, upcoming drops and the newest products."""
    released, best = Product.objects.released(), (cache.get(TRENDING) or bestseller_ids())[: SHELF * 3]
    on_sale = set(released.filter(pk__in=best).values_list("pk", flat=True))
    hot = [pk for pk in best if pk in on_sale][:SHELF]
    newest = released.exclude(pk__in=hot).order_by("-released_at", "-pk").values_list("pk", flat=True)
    return hot, _dropping_soon(), list(newest[: FRONT + SHELF])


def _dropping_soon() -> list[int]:
    # The nearest date first, then drops without a date. Each of the two queries reads a range of the same index.
    waiting = Product.objects.visible().filter(status=Product.Status.ACTIVE).values_list("pk", flat=True)
    dated = waiting.filter(released_at__gt=Now()).order_by("released_at", "pk")[:SHELF]
    return [*dated, *waiting.filter(released_at=None).order_by("pk")[:SHELF]][:SHELF]


def set_trending(ids: list[int]) -> None:
    """Set the trending products, the hottest first.

    They expire after five minutes. Then the bestsellers of the last seven days take their place.
    """
    cache.set(TRENDING, ids[: SHELF * 3], timeout=TRENDING_SECONDS)


def bestseller_ids() -> list[int]:
    """Return product ids by units sold in seven days, without refunded units; up to a minute old."""
    best: list[int] | None = cache.get(BESTSELLERS)
    return rank_bestsellers() if best is None else best


def rank_bestsellers() -> list[int]:
    """Rank products by their sales of seven days, and cache the ranking for a minute."""
    sold = SaleFact.objects.filter(sold_at__gt=Now() - TRENDING_DAYS, product__isnull=False)
    ranked = sold.values("product").annotate(units=Sum("quantity")).filter(units__gt=0).order_by("-units", "-product")
    best = list(ranked.values_list("product", flat=True)[:BEST])
    cache.set(BESTSELLERS, best, timeout=BEST_SECONDS)
    return best


def similar_products(product: Product, count: int = SHELF) -> list[Product]:
    """Return other products of the category on sale, the nearest in price first."""
    others = Product.objects.released().filter(category=product.category_id).exclude(pk=product.pk)
    dearer = others.filter(price__gte=product.price).order_by("price", "pk")
    cheaper = others.filter(price__lt=product.price).order_by("-price", "-pk")
    near = [*dearer.values_list("pk", "price")[:count], *cheaper.values_list("pk", "price")[:count]]
    near.sort(key=lambda other: (abs(other[1] - product.price), other[0]))
    return load_cards([pk for pk, _ in near[:count]])
