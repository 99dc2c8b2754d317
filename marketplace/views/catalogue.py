"""Browsing: home, category, shop, search and product pages."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.catalogue.cards import load_cards
from marketplace.catalogue.product_list import ProductList
from marketplace.catalogue.search import MOST_LETTERS, search_products
from marketplace.catalogue.shelves import load_shelves, similar_products
from marketplace.models import Category, Product, Shop
from marketplace.tracking.view_filter import record_robot_view
from marketplace.web import seo
from marketplace.web.requests import ShopRequest

MOST_CARDS = 50


@require_safe
def home(request: ShopRequest) -> HttpResponse:
    """Show the shelves, categories and shops."""
    context = {"shelves": load_shelves(), "shops": Shop.objects.open()[:12], "meta": seo.home_meta()}
    return render(request, "marketplace/catalogue/home.html", context)


@never_cache
@require_safe
def home_shelves(request: ShopRequest) -> HttpResponse:
    """Render the live part of the home page: shelves change with each new or sold product."""
    return render(request, "marketplace/catalogue/_shelves.html", {"shelves": load_shelves()})


@require_safe
def category_detail(request: ShopRequest, slug: str) -> HttpResponse:
    """Show one page of a category."""
    category = get_object_or_404(Category, slug=slug)
    listing = ProductList.of_category(request.GET, category)
    context = {"category": category, "meta": seo.category_meta(category, listing.page.number)}
    return _render_list(request, "category", listing, context)


@require_safe
def shop_detail(request: ShopRequest, slug: str) -> HttpResponse:
    """Show a shop and one page of its products."""
    shop = get_object_or_404(Shop.objects.open(), slug=slug)
    listing = ProductList.of_shop(request.GET, shop)
    return _render_list(request, "shop", listing, {"shop": shop, "meta": seo.shop_meta(shop, listing.page.number)})


@require_safe
def search_results(request: ShopRequest) -> HttpResponse:
    """Show one page of search results, for the typed words or their likeliest correction."""
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())
    found = search_products(text, exactly="exact" in request.GET)
    listing = ProductList(request.GET, Product.objects.visible().filter(pk__in=found.ids), found=found.ids)
    context = {"text": text[:MOST_LETTERS], "is_cut": len(text) > MOST_LETTERS, "found": found}
    return _render_list(request, "search", listing, {**context, "meta": seo.search_meta()})


def _render_list(request: ShopRequest, page: str, listing: ProductList, context: dict[str, Any]) -> HttpResponse:
    context |= {"listing": listing, "page_obj": listing.page}
    return render(request, f"marketplace/catalogue/{page}.html", context)


@require_safe
def product_detail(request: ShopRequest, slug: str) -> HttpResponse:
    """Show a product; 404 for a draft."""
    products = Product.objects.visible().select_related("shop", "category").prefetch_related("images")
    product = get_object_or_404(products, slug=slug)
    record_robot_view(request, product)
    items = product.sizes()
    context = {
        "product": product,
        "items": items,
        "similar": similar_products(product),
        "meta": seo.product_meta(product, items),
    }
    return render(request, "marketplace/catalogue/product.html", context)


@never_cache
@require_safe
def product_sizes(request: ShopRequest, slug: str) -> HttpResponse:
    """Render the live parts of a product's page: title, price, stock and release."""
    product = get_object_or_404(Product.objects.visible(), slug=slug)
    return render(request, "marketplace/live/stock_changed.html", {"product": product, "items": product.sizes()})


@never_cache
@require_safe
def product_gallery(request: ShopRequest, slug: str) -> HttpResponse:
    """Render the live pictures of a product's page."""
    product = get_object_or_404(Product.objects.visible(), slug=slug)
    return render(request, "marketplace/catalogue/_gallery.html", {"product": product, "images": product.images.all()})


@never_cache
@require_safe
def product_cards(request: ShopRequest) -> HttpResponse:
    """Render the live parts of the requested cards (`of=1,2,3`)."""
    asked = request.GET.get("of", "").split(",")
    if len(asked) > MOST_CARDS or not all(one.isascii() and one.isdigit() and len(one) < 19 for one in asked):
        return HttpResponse(
            f"of: up to {MOST_CARDS} numbers, separated by commas.", status=HTTPStatus.UNPROCESSABLE_ENTITY
        )
    ids = [int(one) for one in asked]
    known = {product.pk: product for product in load_cards(ids)}
    return render(request, "marketplace/catalogue/_cards.html", {"cards": [(pk, known.get(pk)) for pk in ids]})
