"""The shop's listings: found by title or SKU, filtered, sorted, paged."""

from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from marketplace.forms.products import ProductFilterForm
from marketplace.models import Item, Product, Shop
from marketplace.models.product_queries import ProductQuerySet
from marketplace.views.seller.access import get_staffed_shop, seller_page
from marketplace.web.requests import ShopRequest, get_member

LISTINGS_PER_PAGE = 20


@seller_page
@require_safe
def seller_home(request: ShopRequest) -> HttpResponse:
    """Lead to the only shop one works in, or show them all."""
    shops = list(Shop.objects.run_by(get_member(request)))
    if len(shops) == 1:
        return redirect("marketplace:seller_products", shops[0].slug)
    return render(request, "marketplace/seller/shop_list.html", {"shops": shops})


@seller_page
@require_safe
def product_list(request: ShopRequest, shop: str) -> HttpResponse:
    """Show one page of the shop's listings; htmx re-reads the part that sales change."""
    return render_product_list(request, get_staffed_shop(request, shop))


def render_product_list(
    request: ShopRequest, shop: Shop, refused: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    """Render the requested page of products, with errors."""
    find = ProductFilterForm(request.GET)
    products = filter_products(shop, find.cleaned_data) if find.is_valid() else shop.products.none()
    page = Paginator(_loaded(products), LISTINGS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "shop": shop,
        "find": find,
        "page_obj": page,
        "refused": refused,
        "is_owner": shop.owner_id == request.user.pk,
        "is_new": not shop.products.exists(),
    }
    template = "marketplace/seller/products/_list.html" if request.htmx else "marketplace/seller/products/list.html"
    return render(request, template, context, status=HTTPStatus.UNPROCESSABLE_ENTITY if find.errors else status)


def filter_products(shop: Shop, wanted: dict[str, Any]) -> ProductQuerySet:
    """Return the shop's products that match the words and the status, in order."""
    products = Product.objects.filter(shop=shop)
    if words := wanted["q"]:
        with_sku = Item.objects.filter(product=OuterRef("pk"), sku__icontains=words)
        products = products.filter(Q(title__icontains=words) | Exists(with_sku))
    if wanted["status"] == "soon":
        products = products.dropping_soon()
    elif wanted["status"] == "active":
        products = products.released()
    elif wanted["status"]:
        products = products.filter(status=wanted["status"])
    return products.order_by(*ProductFilterForm.SORTS[wanted["sort"] or "new"][1])


def _loaded(products: ProductQuerySet) -> ProductQuerySet:
    items = Prefetch("items", Item.objects.with_available())
    return products.select_related("category").prefetch_related("images", items)
