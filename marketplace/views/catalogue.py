"""Browsing: home, category, shop and product pages."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from marketplace.audience import note_program
from marketplace.catalogue import SORTS, page_of, shelves, similar
from marketplace.models import Category, Product, Shop
from marketplace.models.products import ProductQuerySet
from marketplace.requests import ShopRequest


@require_safe
def home(request: ShopRequest) -> HttpResponse:
    """Show the shelves, the categories and the shops."""
    context = {"shelves": shelves(), "categories": Category.objects.all(), "shops": Shop.objects.all()[:12]}
    return render(request, "marketplace/home.html", context)


@require_safe
def category(request: ShopRequest, slug: str) -> HttpResponse:
    """Show one page of a category."""
    category = get_object_or_404(Category, slug=slug)
    products = Product.objects.visible().filter(category=category)
    return render(request, "marketplace/category.html", {"category": category, **_listing(request, products)})


@require_safe
def shop(request: ShopRequest, slug: str) -> HttpResponse:
    """Show a shop and one page of what it sells."""
    shop = get_object_or_404(Shop, slug=slug)
    products = Product.objects.visible().filter(shop=shop)
    return render(request, "marketplace/shop.html", {"shop": shop, **_listing(request, products)})


@require_safe
def product(request: ShopRequest, slug: str) -> HttpResponse:
    """Show a product; a draft is not there."""
    products = Product.objects.visible().select_related("shop", "category").prefetch_related("images")
    product = get_object_or_404(products, slug=slug)
    note_program(request, product)
    context = {"product": product, "items": product.sizes(), "similar": similar(product)}
    return render(request, "marketplace/product.html", context)


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
    return render(request, "marketplace/_gallery.html", {"product": product, "images": product.images.all()})


def _listing(request: ShopRequest, products: ProductQuerySet) -> dict[str, object]:
    sort = request.GET.get("sort")
    sort = sort if sort in SORTS else "new"
    page = page_of(products, request.GET.get("page"), sort)
    sorts = [(value, label) for value, (label, _) in SORTS.items()]
    return {"page_obj": page, "sort": sort, "sorts": sorts}
