"""The site's map for search engines: what is on the stalls, the shops and the categories."""

from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from marketplace.meta import absolute
from marketplace.models import Category, Product, Shop
from marketplace.models.product_queries import ProductQuerySet
from marketplace.models.shops import ShopQuerySet

CLOSED = ("cart", "checkout", "orders", "account", "accounts", "search", "desk", "admin")
"""First words of addresses that are of no use to an engine."""


class ProductMap(Sitemap):
    """Products that can be seen and are not sold, a few thousand a page."""

    limit = 5_000

    def items(self) -> ProductQuerySet:
        """Return them in an order that stays."""
        return Product.objects.visible().filter(status=Product.Status.ACTIVE).only("slug", "updated_at").order_by("pk")

    def lastmod(self, product: Product) -> object:
        """Return when it last changed."""
        return product.updated_at

    def get_latest_lastmod(self) -> None:
        """Say nothing of all of them together: that would read every one."""


class ShopMap(Sitemap):
    """Open shops."""

    limit = 5_000

    def items(self) -> ShopQuerySet:
        """Return them in an order that stays."""
        return Shop.objects.open().order_by("pk")


class CategoryMap(Sitemap):
    """Categories."""

    def items(self) -> list[Category]:
        """Return them all."""
        return list(Category.objects.all())


MAPS = {"products": ProductMap, "shops": ShopMap, "categories": CategoryMap}


def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where not to look, and where the map is."""
    lines = ["User-agent: *", *(f"Disallow: /{word}/" for word in CLOSED)]
    lines += ["", f"Sitemap: {absolute(reverse('marketplace:sitemaps'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
