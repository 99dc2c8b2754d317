"""Metadata of pages for search engines and link previews."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from marketplace.models import Category, Item, Product, Shop
from marketplace.money.currency import normalise_amount
from marketplace.text.bidi import isolate
from marketplace.web.page_urls import absolute_url

Data = dict[str, Any]
SCHEMA = "https://schema.org"


@dataclass(frozen=True)
class PageMeta:
    """Metadata of a page: title, description, canonical path, picture, and schema.org data."""

    title: str
    description: str
    path: str
    image: str = ""
    kind: str = "website"
    data: list[Data] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Return the canonical URL of the page."""
        return absolute_url(self.path)


def home_meta() -> PageMeta:
    """Describe the home page."""
    site = {"@type": "Organization", "name": settings.SITE_NAME, "url": absolute_url("/")}
    return PageMeta(
        f"{settings.SITE_NAME}: independent shops, live",
        "Independent shops in one marketplace, with live stock, drops and sales.",
        "/",
        data=[{"@context": SCHEMA, **site}],
    )


def category_meta(category: Category, page: int) -> PageMeta:
    """Describe a page of a category."""
    crumbs = [("Home", "/"), (category.name, category.get_absolute_url())]
    return PageMeta(
        f"{_number_title(category.name, page)} · {settings.SITE_NAME}",
        f"{isolate(category.name)} from independent shops: live stock, last items and upcoming drops.",
        _page_path(category.get_absolute_url(), page),
        data=[breadcrumb_data(crumbs)],
    )


def shop_meta(shop: Shop, page: int) -> PageMeta:
    """Describe a page of a shop."""
    store = {"@context": SCHEMA, **organization_data(shop), "description": shop.blurb}
    crumbs = [("Home", "/"), (shop.name, shop.get_absolute_url())]
    return PageMeta(
        f"{_number_title(shop.name, page)} · {settings.SITE_NAME}",
        shop.blurb or f"All products of {isolate(shop.name)}, with live stock.",
        _page_path(shop.get_absolute_url(), page),
        data=[store, breadcrumb_data(crumbs)],
    )


def search_meta() -> PageMeta:
    """Return the metadata of the search page, which is `noindex`."""
    return PageMeta(f"Search · {settings.SITE_NAME}", "Search all shops.", reverse("marketplace:search"))


def product_meta(product: Product, items: list[Item]) -> PageMeta:
    """Describe a product's page; needs its shop, category and pictures loaded."""
    category, path = product.category, product.get_absolute_url()
    crumbs = [("Home", "/"), (category.name, category.get_absolute_url()), (product.title, path)]
    pictures = [urljoin(absolute_url("/"), image.image.url) for image in product.images.all()]
    goods: Data = {
        "@context": SCHEMA,
        "@type": "Product",
        "name": product.title,
        "description": product.description,
        "image": pictures,
        "category": category.name,
        "color": product.colour,
        "sku": next((item.sku for item in items if item.sku), ""),
        "brand": {"@type": "Brand", "name": product.brand} if product.brand else None,
        "offers": _offer_data(product, items),
    }
    summary = " ".join(product.description.split()) or f"{isolate(product.title)} from {isolate(product.shop.name)}."
    return PageMeta(
        f"{isolate(product.title)} · {isolate(product.shop.name)} · {settings.SITE_NAME}",
        summary if len(summary) <= 155 else f"{summary[:154].rsplit(' ', 1)[0]}…",
        path,
        image=next(iter(pictures), ""),
        kind="product",
        data=[{name: value for name, value in goods.items() if value}, breadcrumb_data(crumbs)],
    )


def breadcrumb_data(crumbs: list[tuple[str, str]]) -> Data:
    """Return the breadcrumbs of a page, from pairs of name and path."""
    steps = [
        {"@type": "ListItem", "position": place, "name": name, "item": absolute_url(path)}
        for place, (name, path) in enumerate(crumbs, start=1)
    ]
    return {"@context": SCHEMA, "@type": "BreadcrumbList", "itemListElement": steps}


def organization_data(shop: Shop) -> Data:
    """Return a shop as a schema.org organization."""
    return {"@type": "Organization", "name": shop.name, "url": absolute_url(shop.get_absolute_url())}


def _offer_data(product: Product, items: list[Item]) -> Data:
    if product.is_coming_soon:
        state = "PreOrder"
    else:
        state = "OutOfStock" if product.is_sold_out or all(item.level == "out" for item in items) else "InStock"
    return {
        "@type": "Offer",
        "url": absolute_url(product.get_absolute_url()),
        "price": str(normalise_amount(product.price)),
        "priceCurrency": settings.CURRENCY,
        "availability": f"{SCHEMA}/{state}",
        "seller": organization_data(product.shop),
    }


def _number_title(name: str, page: int) -> str:
    return isolate(name) if page == 1 else f"{isolate(name)}, page {page}"


def _page_path(path: str, page: int) -> str:
    return path if page == 1 else f"{path}?page={page}"
