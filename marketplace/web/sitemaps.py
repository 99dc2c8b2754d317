"""Sitemaps for search engines: products, shops and categories."""

from copy import copy
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from marketplace.models import Category, Product, Shop
from marketplace.models.product_queries import ProductQuerySet
from marketplace.models.shops import ShopQuerySet
from marketplace.web.page_urls import absolute_url

CLOSED = ("cart", "checkout", "orders", "account", "accounts", "search", "desk", "admin")
"""First path segments that `robots.txt` disallows."""


class SiteMap(Sitemap):
    """A sitemap with URLs under the site's first origin."""

    @property
    def protocol(self) -> str:  # type: ignore[override]
        """Return the scheme of the first origin."""
        return urlsplit(settings.SITE_ORIGINS[0]).scheme


class ProductMap(SiteMap):
    """Visible, unsold products, a few thousand per page."""

    limit = 5_000

    def items(self) -> ProductQuerySet:
        """Return the objects in a stable order, for pagination."""
        return Product.objects.visible().filter(status=Product.Status.ACTIVE).only("slug", "updated_at").order_by("pk")

    def lastmod(self, product: Product) -> object:
        """Return the time of the last change."""
        return product.updated_at

    def get_latest_lastmod(self) -> None:
        """Return None: the newest date would need a scan of all products."""


class ShopMap(SiteMap):
    """Open shops."""

    limit = 5_000

    def items(self) -> ShopQuerySet:
        """Return the objects in a stable order, for pagination."""
        return Shop.objects.open().order_by("pk")


class CategoryMap(SiteMap):
    """Categories."""

    def items(self) -> list[Category]:
        """Return all categories."""
        return list(Category.objects.all())


MAPS: dict[str, type[Sitemap] | Sitemap] = {"products": ProductMap, "shops": ShopMap, "categories": CategoryMap}


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps."""
    return views.index(_with_site_host(request), MAPS, sitemap_url_name="marketplace:sitemap")


def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """Show one sitemap."""
    return views.sitemap(_with_site_host(request), MAPS, section)


def _with_site_host(request: HttpRequest) -> HttpRequest:
    # Django's views take the domain from the `Host` header.
    rewritten = copy(request)
    rewritten.META = {**request.META, "HTTP_HOST": urlsplit(settings.SITE_ORIGINS[0]).netloc}
    return rewritten


def robots_txt(request: HttpRequest) -> HttpResponse:
    """Return `robots.txt`: the disallowed paths and the URL of the sitemap."""
    lines = ["User-agent: *", *(f"Disallow: /{word}/" for word in CLOSED)]
    lines += ["", f"Sitemap: {absolute_url(reverse('marketplace:sitemap_index'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
