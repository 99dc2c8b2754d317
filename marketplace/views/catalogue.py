"""Browsing: home, category, shop, search and product pages."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.catalogue.cards import cards
from marketplace.catalogue.product_list import Listing
from marketplace.catalogue.search import MOST_LETTERS, find
from marketplace.catalogue.shelves import shelves, similar
from marketplace.models import Category, Product, Shop
from marketplace.tracking.view_filter import record_robot_view
from marketplace.web import seo
from marketplace.web.requests import ShopRequest

MOST_CARDS = 50


@require_safe
def home(request: ShopRequest) -> HttpResponse:
    """Show the shelves, the categories and the shops."""
    context = {"shelves": shelves(), "shops": Shop.objects.open()[:12], "meta": seo.home()}
    return render(request, "marketplace/catalogue/home.html", context)


@never_cache
@require_safe
def shelves_now(request: ShopRequest) -> HttpResponse:
    """Show the parts of the home page that change when a product comes or goes."""
    return render(request, "marketplace/catalogue/_shelves.html", {"shelves": shelves()})


@require_safe
def category(request: ShopRequest, slug: str) -> HttpResponse:
    """Show one page of a category."""
    category = get_object_or_404(Category, slug=slug)
    listing = Listing.of_category(request.GET, category)
    context = {"category": category, "listing": listing, "page_obj": listing.page}
    return render(
        request, "marketplace/catalogue/category.html", {**context, "meta": seo.category(category, listing.page.number)}
    )


@require_safe
def shop(request: ShopRequest, slug: str) -> HttpResponse:
    """Show a shop and one page of what it sells."""
    shop = get_object_or_404(Shop.objects.open(), slug=slug)
    listing = Listing.of_shop(request.GET, shop)
    context = {"shop": shop, "listing": listing, "page_obj": listing.page}
    return render(request, "marketplace/catalogue/shop.html", {**context, "meta": seo.shop(shop, listing.page.number)})


@require_safe
def search(request: ShopRequest) -> HttpResponse:
    """Show one page of what a search found, by the words as typed or by the likeliest that were meant."""
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())
    found = find(text, exactly="exact" in request.GET)
    listing = Listing(request.GET, Product.objects.visible().filter(pk__in=found.ids), found=found.ids)
    context = {"text": text[:MOST_LETTERS], "is_cut": len(text) > MOST_LETTERS, "found": found}
    return render(
        request,
        "marketplace/catalogue/search.html",
        {**context, "listing": listing, "page_obj": listing.page, "meta": seo.search()},
    )


@require_safe
def product(request: ShopRequest, slug: str) -> HttpResponse:
    """Show a product; a draft is not there."""
    products = Product.objects.visible().select_related("shop", "category").prefetch_related("images")
    product = get_object_or_404(products, slug=slug)
    record_robot_view(request, product)
    items = product.sizes()
    context = {"product": product, "items": items, "similar": similar(product), "meta": seo.product(product, items)}
    return render(request, "marketplace/catalogue/product.html", context)


@never_cache
@require_safe
def sizes(request: ShopRequest, slug: str) -> HttpResponse:
    """Show the parts of a product's page that follow title, price, stock and release live."""
    product = get_object_or_404(Product.objects.visible(), slug=slug)
    return render(request, "marketplace/live/stock_changed.html", {"product": product, "items": product.sizes()})


@never_cache
@require_safe
def gallery(request: ShopRequest, slug: str) -> HttpResponse:
    """Show the pictures of a product: the part of its page that follows them live."""
    product = get_object_or_404(Product.objects.visible(), slug=slug)
    return render(request, "marketplace/catalogue/_gallery.html", {"product": product, "images": product.images.all()})


@never_cache
@require_safe
def cards_now(request: ShopRequest) -> HttpResponse:
    """Show the live parts of the cards whose ids are asked for (`of=1,2,3`), as they are now."""
    asked = request.GET.get("of", "").split(",")
    if len(asked) > MOST_CARDS or not all(one.isascii() and one.isdigit() and len(one) < 19 for one in asked):
        return HttpResponse(f"of: up to {MOST_CARDS} numbers, with commas between them.", status=422)
    ids = [int(one) for one in asked]
    known = {product.pk: product for product in cards(ids)}
    return render(request, "marketplace/catalogue/_cards.html", {"cards": [(pk, known.get(pk)) for pk in ids]})
