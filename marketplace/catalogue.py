"""Shelves and lists of the catalogue, each a fixed number of queries."""

from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Sum
from django.db.models.functions import Now

from marketplace.models import Product, SaleFact
from marketplace.models.products import ProductQuerySet

SHELF = 8
TRENDING_DAYS = timedelta(days=7)
SORTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "new": ("Newest", ("-released_at", "-pk")),
    "price": ("Cheapest", ("price", "-pk")),
    "price-down": ("Priciest", ("-price", "-pk")),
}


class Shelf(NamedTuple):
    """A titled row of products on the home page."""

    slug: str
    title: str
    products: list[Product]


def shelves() -> list[Shelf]:
    """Return the home page's shelves; an empty one is left out."""
    products = Product.objects.for_cards()
    rows = [
        Shelf("trending", "Trending this week", trending()),
        Shelf("dropping-soon", "Dropping soon", list(products.dropping_soon()[:SHELF])),
        Shelf("fresh", "Fresh on the stalls", list(products.released().order_by("-released_at", "-pk")[:SHELF])),
    ]
    return [row for row in rows if row.products]


def trending(count: int = SHELF) -> list[Product]:
    """Return the products most sold in the last seven days, most units first."""
    sold = SaleFact.objects.filter(sold_at__gt=Now() - TRENDING_DAYS, product__isnull=False)
    ranked = sold.values("product").annotate(units=Sum("quantity")).order_by("-units", "product")
    ids = [row["product"] for row in ranked[: count * 2]]
    found = Product.objects.for_cards().released().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found][:count]


def similar(product: Product, count: int = SHELF) -> list[Product]:
    """Return other products of the category on sale, the nearest in price first."""
    others = Product.objects.for_cards().released().filter(category=product.category_id).exclude(pk=product.pk)
    dearer = list(others.filter(price__gte=product.price).order_by("price", "pk")[:count])
    cheaper = list(others.filter(price__lt=product.price).order_by("-price", "pk")[:count])
    return sorted(dearer + cheaper, key=lambda other: (abs(other.price - product.price), other.pk))[:count]


def page_of(products: ProductQuerySet, number: str | None, sort: str | None) -> "Page[Product]":
    """Return one page of products as cards; a page number that makes no sense gives the nearest that does."""
    order = SORTS.get(sort or "", SORTS["new"])[1]
    return Paginator(products.for_cards().order_by(*order), settings.PRODUCTS_PER_PAGE).get_page(number)
